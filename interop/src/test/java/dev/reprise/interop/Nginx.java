package dev.reprise.interop;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** nginx, as one process. */
final class Nginx extends WebServer {
    Nginx() {
        super("nginx", "nginx", "nginx");
    }

    @Override
    public Map<Ability, String> unable() {
        return Map.of();
    }

    @Override
    List<String> command(String found, Path folder) {
        return List.of(found, "-e", "stderr", "-p", folder + "/", "-c", "configuration");
    }

    @Override
    boolean resumed(String field) {
        return field.equals("r");
    }

    @Override
    String configuration(ServerOptions options, Path folder, int port) {
        return """
                daemon off;
                master_process off;
                pid pid;
                error_log stderr notice;
                events { worker_connections 64; }
                http {
                  client_body_temp_path body;
                  proxy_temp_path proxy;
                  fastcgi_temp_path fastcgi;
                  uwsgi_temp_path uwsgi;
                  scgi_temp_path scgi;
                  log_format interop "interop|$ssl_protocol|$ssl_cipher|$ssl_session_reused|$ssl_curve|$ssl_alpn_protocol|$ssl_client_s_dn";
                  access_log /dev/stdout interop;
                  server {
                    listen 127.0.0.1:%d ssl;
                    ssl_certificate %s;
                    ssl_certificate_key %s;
                    ssl_protocols %s;
                    ssl_session_cache shared:interop:1m;
                    %s %s %s
                    location / { return 200 hello; }
                  }
                }
                """.formatted(
                        port,
                        options.credential().certificate(),
                        options.credential().key(),
                        options.protocol(),
                        suites(options, "ssl_ciphers %s;", "ssl_conf_command Ciphersuites %s;"),
                        groups(options, "ssl_ecdh_curve %s;"),
                        clients(options, "ssl_verify_client on; ssl_verify_depth 3; ssl_client_certificate %s;"));
    }
}
