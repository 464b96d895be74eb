package dev.reprise.interop;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The Apache HTTP server, as one process that serves: its log then has the connections in their order. */
final class Apache extends WebServer {
    Apache() {
        super("apache", "apache2", "apache2");
    }

    @Override
    public Map<Ability, String> unable() {
        return Map.of(Ability.ALPN, "its log has no field for the protocol");
    }

    @Override
    List<String> command(String found, Path folder) {
        return List.of(
                found, "-DFOREGROUND", "-f", folder.resolve("configuration").toString());
    }

    @Override
    boolean resumed(String field) {
        return field.equals("Resumed");
    }

    @Override
    String configuration(ServerOptions options, Path folder, int port) {
        return """
                ServerRoot %s
                ServerName localhost
                PidFile pid
                DefaultRuntimeDir .
                Mutex file:.
                LoadModule mpm_prefork_module /usr/lib/apache2/modules/mod_mpm_prefork.so
                LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
                LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
                LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
                LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
                StartServers 1
                MinSpareServers 1
                MaxSpareServers 1
                MaxRequestWorkers 1
                ErrorLog /dev/stderr
                Listen 127.0.0.1:%d
                LogFormat "interop|%%{SSL_PROTOCOL}x|%%{SSL_CIPHER}x|%%{SSL_SESSION_RESUMED}x|||%%{SSL_CLIENT_S_DN}x" interop
                CustomLog /dev/stdout interop
                SSLSessionCache shmcb:%s(65536)
                SSLEngine on
                SSLCertificateFile %s
                SSLCertificateKeyFile %s
                SSLProtocol %s
                Redirect 404 /nothing
                %s
                %s
                %s
                """.formatted(
                        folder,
                        port,
                        folder.resolve("sessions"),
                        options.credential().certificate(),
                        options.credential().key(),
                        options.protocol(),
                        suites(options, "SSLCipherSuite %s", "SSLCipherSuite TLSv1.3 %s"),
                        groups(options, "SSLOpenSSLConfCmd Groups %s"),
                        clients(options, "SSLVerifyClient require\nSSLVerifyDepth 3\nSSLCACertificateFile %s"));
    }
}
