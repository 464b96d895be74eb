package dev.reprise.interop.applications;

import dev.reprise.interop.Machine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Options for a JVM that has the provider without a line of code: by its list of providers, and by {@code dev.reprise.*}. */
final class ProviderOptions {
    private ProviderOptions() {}

    /** The provider behind all others: only who asks for it by name gets it. */
    static List<String> last(Map<String, Object> settings) {
        return options(Security.getProviders().length + 1, settings);
    }

    /** The provider before all others: who asks for TLS gets it. The list is moved by one. */
    static List<String> first(Map<String, Object> settings) {
        return options(1, settings);
    }

    private static List<String> options(int place, Map<String, Object> settings) {
        StringBuilder list = new StringBuilder("security.provider." + place + "=Reprise\n");
        int next = 1;
        for (var provider : Security.getProviders()) {
            if (place == 1) {
                next++;
                list.append("security.provider.").append(next).append('=');
                list.append(provider.getName()).append('\n');
            }
        }
        try {
            Path file = Files.writeString(Machine.scratchFile(".security"), list);
            List<String> options = new ArrayList<>(List.of("-Djava.security.properties=" + file));
            settings.forEach((name, value) -> options.add("-Ddev.reprise." + name + "=" + value));
            return options;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
