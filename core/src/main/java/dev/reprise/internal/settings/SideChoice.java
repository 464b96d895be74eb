package dev.reprise.internal.settings;

import dev.reprise.internal.crypto.CipherSuite;
import dev.reprise.internal.crypto.SignatureScheme;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one side of a context enables where the other may enable something else. Each is null where both do the same.
 *
 * @param versions code points, the preferred first
 * @param suites the preferred first
 * @param signatureSchemes the preferred first
 */
public record SideChoice(
        @Nullable List<Integer> versions,
        @Nullable List<CipherSuite> suites,
        @Nullable List<SignatureScheme> signatureSchemes) {
    Settings applyTo(Settings settings) {
        SettingsBuilder changed = settings.toBuilder();
        if (versions != null) {
            changed.versions(versions);
        }
        if (suites != null) {
            changed.suites(suites);
        }
        if (signatureSchemes != null) {
            changed.signatureSchemes(signatureSchemes);
        }
        return changed.build();
    }
}
