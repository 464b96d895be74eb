package dev.reprise.interop.ftps;

import dev.reprise.interop.Machine;
import dev.reprise.interop.Peers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The FTP servers. Debian lets only one be installed at a time: {@code ./check} unpacks both below {@code .build/ftp-servers}, and there they are
 * looked for where the PATH has none.
 */
enum FtpDaemonProgram {
    VSFTPD("vsftpd", "vsftpd") {
        @Override
        FtpDaemon start(Path folder, FtpDaemon.Encryption encryption) {
            return new Vsftpd(folder, encryption);
        }

        @Override
        List<String> command(Path configuration) {
            return List.of(program().toString(), configuration.toString());
        }
    },
    PROFTPD("proftpd", "proftpd-core and proftpd-mod-crypto") {
        @Override
        FtpDaemon start(Path folder, FtpDaemon.Encryption encryption) {
            return new ProFtpd(folder, encryption);
        }

        @Override
        List<String> command(Path configuration) {
            return List.of(program().toString(), "--nodaemon", "--config", configuration.toString());
        }

        @Override
        boolean isComplete(Path program) {
            return Files.exists(modules(program).resolve("mod_tls.so"));
        }
    };

    private final String name;
    private final String packages;

    FtpDaemonProgram(String name, String packages) {
        this.name = name;
        this.packages = packages;
    }

    /** Starts it in an empty folder. */
    abstract FtpDaemon start(Path folder, FtpDaemon.Encryption encryption);

    abstract List<String> command(Path configuration);

    boolean isComplete(Path program) {
        return true;
    }

    /** Skips the test, saying why, where the server is not on this machine; fails where that is a build server. */
    void require() {
        Peers.require(
                find().isPresent()
                        ? Optional.empty()
                        : Optional.of(name + " (Debian: packages " + packages + "; ./check unpacks them)"));
    }

    Path program() {
        return find().orElseThrow(() -> new IllegalStateException(name + " is not here"));
    }

    private Optional<Path> find() {
        return Machine.find(name)
                .or(() -> Optional.of(Path.of("/usr/sbin", name)).filter(Files::isExecutable))
                .or(() -> unpacked().map(folder -> folder.resolve(name)).filter(Files::isExecutable))
                .filter(this::isComplete);
    }

    private static Optional<Path> unpacked() {
        for (Path folder = Machine.target(); folder != null; folder = folder.getParent()) {
            if (Files.isExecutable(folder.resolve("check"))) {
                return Optional.of(folder.resolve(".build/ftp-servers/usr/sbin"));
            }
        }
        return Optional.empty();
    }

    /** Where a program in {@code usr/sbin} has its modules. */
    static Path modules(Path program) {
        return program.resolveSibling("../lib/proftpd").normalize();
    }

    @Override
    public String toString() {
        return name;
    }
}
