package dev.reprise.examples.netty;

import dev.reprise.FleetSecret;
import dev.reprise.HandshakeListener;
import dev.reprise.Identity;
import dev.reprise.Reprise;
import dev.reprise.TicketKeys;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A server on Netty that says hello. Any node with the same secret resumes its clients, also after a restart. */
final class HelloServer implements AutoCloseable {
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());

    /** Signs and judges certificates, so that the event loops need not wait for it. */
    private final ExecutorService tasks = Executors.newFixedThreadPool(2);

    private final Channel listening;

    private HelloServer(SslContext tls, int port) throws InterruptedException {
        listening = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(
                                        tls.newHandler(channel.alloc(), tasks),
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(1 << 16),
                                        new Hello());
                    }
                })
                .bind("localhost", port)
                .sync()
                .channel();
    }

    /**
     * @param folder with the key store {@code server.p12} (read again when it changes, without dropping a session) and the {@code secret}
     * @param port 0 for any
     */
    static HelloServer start(Path folder, int port, HandshakeListener listener)
            throws IOException, InterruptedException {
        JdkSslContext tls = new JdkSslContext(
                Reprise.server()
                        .identity(Identity.reloading(folder.resolve("server.p12"), "example".toCharArray()))
                        .secret(FleetSecret.read(folder.resolve("secret")))
                        .ticketKeys(TicketKeys.derived())
                        .listener(listener)
                        .build(),
                false,
                null,
                IdentityCipherSuiteFilter.INSTANCE,
                null,
                ClientAuth.NONE,
                null,
                false);
        return new HelloServer(tls, port);
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    void await() throws InterruptedException {
        listening.closeFuture().sync();
    }

    @Override
    public void close() {
        Future<?> ended = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        tasks.shutdown();
        ended.awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private static final class Hello extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            byte[] hello = "hello\n".getBytes(StandardCharsets.US_ASCII);
            DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(hello));
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, hello.length);
            response.headers().set(HttpHeaderNames.CONNECTION, "close");
            context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
