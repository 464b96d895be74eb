package dev.reprise.interop.frameworks;

import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2SecurityUtil;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNames;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.JdkSslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/** gRPC over a Netty context made by hand: its own helper takes no provider that it does not know by name. */
final class GrpcServer implements FrameworkServer {
    /** A method that takes a text and answers with one. */
    static final MethodDescriptor<String, String> HELLO = MethodDescriptor.<String, String>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("reprise.Greeter/Hello")
            .setRequestMarshaller(new Texts())
            .setResponseMarshaller(new Texts())
            .build();

    private final Current current = new Current();

    @Override
    public int start(NodeOptions options) throws IOException {
        reload(options);
        return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .sslContext(current)
                .addService(ServerServiceDefinition.builder("reprise.Greeter")
                        .addMethod(HELLO, ServerCalls.asyncUnaryCall((name, answer) -> {
                            answer.onNext(ANSWER);
                            answer.onCompleted();
                        }))
                        .build())
                .build()
                .start()
                .getPort();
    }

    @Override
    public void reload(NodeOptions options) throws IOException {
        current.tls = tls(options.context(), false, options.needsClients() ? ClientAuth.REQUIRE : ClientAuth.NONE);
    }

    /** A Netty context for gRPC around one of ours, for a server or a client. */
    static SslContext tls(SSLContext context, boolean client, ClientAuth clientAuth) {
        return new JdkSslContext(
                context,
                client,
                Http2SecurityUtil.CIPHERS,
                SupportedCipherSuiteFilter.INSTANCE,
                new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        ApplicationProtocolNames.HTTP_2),
                clientAuth,
                null,
                false);
    }

    /** gRPC keeps the context it was given: one that gives each new connection to the newest. */
    private static final class Current extends SslContext {
        private volatile @Nullable SslContext tls;

        private SslContext now() {
            return Objects.requireNonNull(tls, "started");
        }

        @Override
        public boolean isClient() {
            return false;
        }

        @Override
        public List<String> cipherSuites() {
            return now().cipherSuites();
        }

        @Override
        public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
            return now().applicationProtocolNegotiator();
        }

        @Override
        public SSLEngine newEngine(ByteBufAllocator allocator) {
            return now().newEngine(allocator);
        }

        @Override
        public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
            return now().newEngine(allocator, host, port);
        }

        @Override
        public SSLSessionContext sessionContext() {
            return now().sessionContext();
        }
    }

    private static final class Texts implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String text) {
            return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream in) {
            try {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
