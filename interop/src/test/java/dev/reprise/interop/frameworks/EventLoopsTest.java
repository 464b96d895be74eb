package dev.reprise.interop.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.FleetSecret;
import dev.reprise.HandshakeEvent;
import dev.reprise.Reprise;
import dev.reprise.SessionStores;
import dev.reprise.TicketMode;
import dev.reprise.interop.Certificates;
import dev.reprise.session.SessionStore;
import dev.reprise.session.TlsSession;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Netty with an executor for what may wait: no event loop ever calls a store that may block. */
class EventLoopsTest {
    /** Application data under no key of the connection. */
    private static final byte[] FORGED = new byte[5 + 40];

    static {
        byte[] header = {23, 3, 3, 0, 40};
        System.arraycopy(header, 0, FORGED, 0, header.length);
    }

    private final ExecutorService tasks = Executors.newFixedThreadPool(2);
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
    private final SessionStore memory = SessionStores.memory();
    private final List<String> called = new CopyOnWriteArrayList<>();
    private final List<String> calledOnLoops = new CopyOnWriteArrayList<>();
    private final BlockingQueue<HandshakeEvent> told = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() throws Exception {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        tasks.shutdownNow();
        memory.close();
    }

    private SessionStore watched() {
        return (SessionStore) Proxy.newProxyInstance(
                SessionStore.class.getClassLoader(),
                new Class<?>[] {SessionStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("mayBlock")) {
                        return true;
                    }
                    if (!method.getName().equals("toString")) {
                        called.add(method.getName());
                        if (isLoop()) {
                            calledOnLoops.add(method.getName());
                        }
                    }
                    try {
                        return method.invoke(memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private boolean isLoop() {
        return StreamSupport.stream(loops.spliterator(), false).anyMatch(EventExecutor::inEventLoop);
    }

    private int start(TicketMode mode, boolean tickets) throws Exception {
        SSLContext context = Reprise.server()
                .identity(Certificates.ec().certificate(), Certificates.ec().key())
                .secret(FleetSecret.generate())
                .sessionStore(watched())
                .ticketMode(mode)
                .tickets(tickets)
                .listener(told::add)
                .build();
        Channel listening = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        SSLEngine engine = context.createSSLEngine();
                        engine.setUseClientMode(false);
                        channel.pipeline().addLast(new SslHandler(engine, tasks), new Echo());
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            context.writeAndFlush(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close(); // what the client forged
        }
    }

    /** A connection, at whose end something forged may come, which the server answers with a fatal alert. */
    private static Optional<TlsSession> visit(int port, String version, Optional<TlsSession> offered, boolean forge)
            throws IOException {
        SSLContext client = Reprise.client()
                .trust(Certificates.authority())
                .versions(version)
                .sessions(SessionStores.clientMemory())
                .build();
        Socket plain = new Socket(InetAddress.getByName("127.0.0.1"), port);
        try (SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(plain, "localhost", port, true)) {
            offered.ifPresent(session -> Reprise.resume(socket, session));
            socket.getOutputStream().write('x');
            assertThat(socket.getInputStream().read()).isEqualTo('x');
            Optional<TlsSession> given = Reprise.session(socket);
            if (forge) {
                plain.getOutputStream().write(FORGED);
                while (plain.getInputStream().read() >= 0) {
                    // The alert, and then the end: the server has dealt with it.
                }
            }
            return given;
        }
    }

    private String next() throws InterruptedException {
        HandshakeEvent event = told.poll(1, TimeUnit.MINUTES);
        assertThat(event).isNotNull();
        return event.kind() + " " + event.mechanism();
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, STORED, false, psk_stored",
        "TLSv1.3, STATELESS, true, psk_stateless",
        "TLSv1.2, STATELESS, false, session_id",
        "TLSv1.2, STATELESS, true, ticket"
    })
    void neverCallAStoreThatMayBlock(String version, TicketMode mode, boolean tickets, String mechanism)
            throws Exception {
        int port = start(mode, tickets);
        Optional<TlsSession> session = visit(port, version, Optional.empty(), false);
        assertThat(next()).isEqualTo("full none");
        visit(port, version, session, true);
        assertThat(next()).isEqualTo("resumed " + mechanism);
        visit(port, version, session, false);
        next();

        boolean stored = mechanism.equals("psk_stored") || mechanism.equals("session_id");
        if (stored) {
            assertThat(called).contains("put", "get");
        }
        assertThat(calledOnLoops).as("of %s", called).isEmpty();
    }
}
