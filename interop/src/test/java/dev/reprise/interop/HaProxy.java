package dev.reprise.interop;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** HAProxy, which answers by itself; in one thread, so that its log has the connections in their order. */
final class HaProxy extends WebServer {
    HaProxy() {
        super("haproxy", "haproxy", "haproxy");
    }

    @Override
    public Map<Ability, String> unable() {
        return Map.of();
    }

    @Override
    List<String> command(String found, Path folder) {
        return List.of(found, "-db", "-f", folder.resolve("configuration").toString());
    }

    @Override
    boolean resumed(String field) {
        return field.equals("1");
    }

    @Override
    String configuration(ServerOptions options, Path folder, int port) {
        return """
                global
                  log stdout format raw local0
                  maxconn 64
                  nbthread 1
                defaults
                  mode http
                  timeout client 30s
                  timeout server 30s
                  timeout connect 30s
                frontend interop
                  bind 127.0.0.1:%d ssl crt %s ssl-min-ver %s ssl-max-ver %s%s%s%s%s
                  log global
                  log-format interop|%%sslv|%%sslc|%%[ssl_fc_is_resumed]||%%[ssl_fc_alpn]|%%[ssl_c_s_dn]
                  option http-server-close
                  http-request return status 200 content-type text/plain string hello hdr Connection close
                """.formatted(
                port,
                together(
                        options.credential().certificate(), options.credential().key(), folder),
                options.protocol(),
                options.protocol(),
                options.alpn().isEmpty() ? "" : " alpn " + String.join(",", options.alpn()),
                suites(options, " ciphers %s", " ciphersuites %s"),
                groups(options, " curves %s"),
                clients(options, " verify required ca-file %s"));
    }
}
