package dev.reprise.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.net.URL;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ModuleTest {
    private final ModuleDescriptor module = descriptor();

    @Test
    void needsNothingAtRunTimeButTheBaseOfTheJdk() {
        Set<String> needed = module.requires().stream()
                .filter(requires -> !requires.modifiers().contains(Requires.Modifier.STATIC))
                .map(Requires::name)
                .collect(Collectors.toSet());

        assertThat(needed).containsExactly("java.base");
    }

    @Test
    void exportsThePublicPackagesToEverybodyAndNothingElse() {
        assertThat(module.exports())
                .allSatisfy(exports -> assertThat(exports.isQualified()).isFalse())
                .extracting(Exports::source)
                .isSubsetOf("dev.reprise", "dev.reprise.jsse", "dev.reprise.session");
    }

    @Test
    void opensNothing() {
        assertThat(module.isOpen()).isFalse();
        assertThat(module.opens()).isEmpty();
    }

    private static ModuleDescriptor descriptor() {
        try {
            for (URL url : Collections.list(ModuleTest.class.getClassLoader().getResources("module-info.class"))) {
                try (InputStream in = url.openStream()) {
                    ModuleDescriptor found = ModuleDescriptor.read(in);
                    if (found.name().equals("dev.reprise")) {
                        return found;
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("no module-info.class of dev.reprise on the class path");
    }
}
