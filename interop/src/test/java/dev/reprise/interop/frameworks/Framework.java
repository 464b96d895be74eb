package dev.reprise.interop.frameworks;

import java.util.List;
import java.util.function.Supplier;

/** The frameworks whose servers are tested, and what they speak. */
enum Framework {
    NETTY(NettyServer::new, "HTTP/1.1", "HTTP/2"),
    JETTY(JettyServer::new, "HTTP/1.1", "HTTP/2"),
    TOMCAT(TomcatServer::new, "HTTP/1.1", "HTTP/2"),
    UNDERTOW(UndertowServer::new, "HTTP/1.1", "HTTP/2"),
    VERTX(VertxServer::new, "HTTP/1.1", "HTTP/2"),
    JDK_HTTPS_SERVER(JdkHttpsServer::new, "HTTP/1.1"),
    SPRING_BOOT_TOMCAT(SpringBootServer::onTomcat, "HTTP/1.1", "HTTP/2"),
    SPRING_BOOT_NETTY(SpringBootServer::onNetty, "HTTP/1.1", "HTTP/2"),
    GRPC(GrpcServer::new, "gRPC");

    private final Supplier<FrameworkServer> server;
    private final List<String> protocols;

    Framework(Supplier<FrameworkServer> server, String... protocols) {
        this.server = server;
        this.protocols = List.of(protocols);
    }

    FrameworkServer server() {
        return server.get();
    }

    /** What a client can speak to it. */
    List<String> protocols() {
        return protocols;
    }
}
