package dev.reprise.interop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** lighttpd on wolfSSL. */
final class Lighttpd extends WebServer {
    private static final Path MODULE = Path.of("/usr/lib/lighttpd/mod_wolfssl.so");

    Lighttpd() {
        super("lighttpd", "lighttpd", "lighttpd and lighttpd-mod-wolfssl");
    }

    @Override
    public Optional<String> missing() {
        return Files.exists(MODULE) ? super.missing() : Optional.of(MODULE + " (Debian: lighttpd-mod-wolfssl)");
    }

    @Override
    public Map<Ability, String> unable() {
        return Map.of(
                Ability.TLS12_SESSION_ID, "lighttpd keeps wolfSSL's cache of sessions off",
                Ability.GROUPS, "wolfSSL's server takes groups that it was not told to take",
                Ability.EC_CLIENTS, "wolfSSL's server asks clients of TLS 1.2 for RSA certificates only",
                Ability.ALPN, "its log has no field for the protocol",
                Ability.TELLS_CLIENT, "its log has no field for the client's certificate");
    }

    @Override
    List<String> command(String found, Path folder) {
        return List.of(found, "-D", "-f", folder.resolve("configuration").toString());
    }

    @Override
    boolean tells() {
        return false;
    }

    @Override
    boolean resumed(String field) {
        throw new IllegalStateException("it has no log: " + field);
    }

    @Override
    String configuration(ServerOptions options, Path folder, int port) {
        return """
                server.modules = ("mod_wolfssl")
                server.document-root = "%s"
                server.bind = "127.0.0.1"
                server.port = %d
                ssl.engine = "enable"
                ssl.pemfile = "%s"
                ssl.privkey = "%s"
                ssl.ca-file = "%s"
                ssl.openssl.ssl-conf-cmd = ("MinProtocol" => "%s", "MaxProtocol" => "%s"%s%s)
                %s
                """.formatted(
                        folder,
                        port,
                        options.credential().certificate(),
                        options.credential().key(),
                        // Without the issuer wolfSSL hangs up on every hello that asks for the certificate's status.
                        together(options.credential().issuers(), Certificates.authority(), folder),
                        options.protocol(),
                        options.protocol(),
                        suites(options, ", \"CipherString\" => \"%s\"", ", \"Ciphersuites\" => \"%s\""),
                        groups(options, ", \"Curves\" => \"%s\"")
                                .replace("P-256", "SECP256R1")
                                .replace("P-384", "SECP384R1"),
                        clients(
                                options,
                                "ssl.verifyclient.activate = \"enable\"\nssl.verifyclient.enforce = \"enable\"\n"
                                        + "ssl.verifyclient.depth = 3"));
    }
}
