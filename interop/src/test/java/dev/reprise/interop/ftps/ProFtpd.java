package dev.reprise.interop.ftps;

import dev.reprise.interop.Certificates;
import dev.reprise.interop.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** ProFTPD with mod_tls, without {@code NoSessionReuseRequired}, as it is by default. */
final class ProFtpd extends FtpDaemon {
    private static final Pattern PROTOCOL = Pattern.compile(" (TLSv1\\.\\d) (?:data )?connection accepted");
    private static final Pattern DATA_CONNECTION = Pattern.compile(
            " client (reused TLS session for data|did not reuse TLS session, rejecting data) connection");

    /** Of the word "secret". */
    private static final String PASSWORD_HASH =
            "$6$interop$x6IMPaNg.wYf47ZC6VrhGKHL2a7TAYYUj.97SBKfqC2CuGYspHC/llsBbgXVGt.GlNNMaiFQr/tfrVCsfunv70";

    ProFtpd(Path folder, Encryption encryption) {
        super(FtpDaemonProgram.PROFTPD, folder, encryption);
    }

    @Override
    List<String> configuration(Path folder, Encryption encryption, User user) throws IOException {
        Credential identity = Certificates.rsa();
        Path users = folder.resolve("users");
        Files.writeString(
                users,
                String.join(
                                ":",
                                "anonymous",
                                PASSWORD_HASH,
                                "" + user.id(),
                                "" + user.groupId(),
                                "",
                                folder.resolve("files").toString(),
                                "/bin/sh")
                        + "\n");
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
        return List.of(
                "ModulePath " + FtpDaemonProgram.modules(FtpDaemonProgram.PROFTPD.program()),
                "LoadModule mod_tls.c",
                "ServerType standalone",
                "DefaultAddress 127.0.0.1",
                "SocketBindTight on",
                "Port " + port(),
                "UseIPv6 off",
                "User " + user.name(),
                "Group " + user.group(),
                "AuthOrder mod_auth_file.c",
                "AuthUserFile " + users,
                "RequireValidShell off",
                "PidFile " + folder.resolve("pid"),
                "ScoreboardFile " + folder.resolve("scoreboard"),
                "ControlsEngine off",
                "DelayEngine off",
                "WtmpLog off",
                "TransferLog none",
                "SystemLog " + folder.resolve("system.log"),
                "TLSEngine on",
                "TLSRequired on",
                "TLSLog " + log(),
                "TLSProtocol TLSv1.2 TLSv1.3",
                "TLSRSACertificateFile " + identity.certificate(),
                "TLSRSACertificateKeyFile " + identity.key(),
                "TLSCertificateChainFile " + identity.issuers(),
                encryption == Encryption.IMPLICIT ? "TLSOptions UseImplicitSSL" : "");
    }

    @Override
    Optional<Boolean> resumed(String line) {
        return find(DATA_CONNECTION, line).map(found -> found.startsWith("reused"));
    }

    @Override
    Optional<String> protocol(String line) {
        return find(PROTOCOL, line);
    }

    @Override
    int refusal() {
        return 425;
    }
}
