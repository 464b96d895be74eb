package dev.reprise.interop.ftps;

import dev.reprise.interop.Certificates;
import dev.reprise.interop.Credential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** vsftpd with {@code require_ssl_reuse}, as it is by default. */
final class Vsftpd extends FtpDaemon {
    private static final Pattern PROTOCOL = Pattern.compile("SSL version: ([^,]+),");

    /** Behind the login, so with a user's name in brackets, the only handshakes are those of data connections. */
    private static final Pattern DATA_CONNECTION =
            Pattern.compile("\\[pid \\d+] \\[.*] DEBUG: .*\"SSL version: .*, (reused|not reused), ");

    Vsftpd(Path folder, Encryption encryption) {
        super(FtpDaemonProgram.VSFTPD, folder, encryption);
    }

    @Override
    List<String> configuration(Path folder, Encryption encryption, User user) throws IOException {
        Credential identity = Certificates.rsa();
        List<String> lines = new ArrayList<>(List.of(
                "listen=YES",
                "listen_address=127.0.0.1",
                "listen_port=" + port(),
                "background=NO",
                "anonymous_enable=YES",
                "no_anon_password=YES",
                "anon_root=" + folder.resolve("files"),
                "secure_chroot_dir=" + Files.createDirectory(folder.resolve("empty")),
                "write_enable=YES",
                "anon_upload_enable=YES",
                "anon_umask=022",
                "ssl_enable=YES",
                "allow_anon_ssl=YES",
                "force_anon_data_ssl=YES",
                "force_anon_logins_ssl=YES",
                "require_ssl_reuse=YES",
                "ssl_ciphers=HIGH",
                "rsa_cert_file=" + identity.certificate(),
                "rsa_private_key_file=" + identity.key(),
                "implicit_ssl=" + (encryption == Encryption.IMPLICIT ? "YES" : "NO"),
                // Sandboxes of its own, which containers do not allow.
                "seccomp_sandbox=NO",
                "isolate=NO",
                "isolate_network=NO",
                "debug_ssl=YES",
                "log_ftp_protocol=YES",
                "xferlog_enable=YES",
                "vsftpd_log_file=" + log()));
        // Without root it cannot become the one whom it serves as.
        lines.add(user.root() ? "ftp_username=" + user.name() : "run_as_launching_user=YES");
        return lines;
    }

    @Override
    Optional<Boolean> resumed(String line) {
        return find(DATA_CONNECTION, line).map("reused"::equals);
    }

    @Override
    Optional<String> protocol(String line) {
        return find(PROTOCOL, line);
    }

    @Override
    int refusal() {
        return 522;
    }
}
