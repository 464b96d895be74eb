package dev.reprise;

import dev.reprise.internal.settings.StapledFile;
import dev.reprise.internal.settings.Stapling;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Optional;

/** A file with a response; which context asks decides by which clock it is looked at. */
final class OcspResponseFile implements OcspResponses {
    private final Path file;
    private final Stapling.Source bySystemClock;

    OcspResponseFile(Path file) {
        this.file = file;
        this.bySystemClock = source(InstantSource.system());
    }

    Stapling.Source source(InstantSource clock) {
        return StapledFile.of(file, clock);
    }

    @Override
    public Optional<byte[]> of(X509Certificate certificate) throws Exception {
        return Optional.of(bySystemClock.responseFor(certificate));
    }
}
