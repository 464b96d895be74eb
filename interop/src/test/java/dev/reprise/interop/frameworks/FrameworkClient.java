package dev.reprise.interop.frameworks;

import dev.reprise.Reprise;
import dev.reprise.session.Resumption;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Grpc;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.stub.ClientCalls;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionSpec;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.jspecify.annotations.Nullable;

/** Client libraries, each given an {@code SSLContext} of ours the way it takes one. */
enum FrameworkClient {
    JAVA_NET_HTTP("HTTP/2") {
        @Override
        Visit visit(SSLContext context, String protocol, int port) throws Exception {
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(context)
                    .version(protocol.equals("HTTP/2") ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                    .build();
            HttpResponse<String> response =
                    client.send(HttpRequest.newBuilder(uri(port)).build(), HttpResponse.BodyHandlers.ofString());
            return new Visit(
                    response.version() == HttpClient.Version.HTTP_2 ? "HTTP/2" : "HTTP/1.1",
                    response.body(),
                    Reprise.resumption(response.sslSession().orElseThrow()));
        }
    },

    HTTPS_URL_CONNECTION("HTTP/1.1") {
        @Override
        Visit visit(SSLContext context, String protocol, int port) throws Exception {
            HttpsURLConnection connection =
                    (HttpsURLConnection) uri(port).toURL().openConnection();
            connection.setSSLSocketFactory(context.getSocketFactory());
            connection.connect();
            Resumption how = Reprise.resumption(connection.getSSLSession().orElseThrow());
            try (InputStream in = connection.getInputStream()) {
                return new Visit("HTTP/1.1", new String(in.readAllBytes(), StandardCharsets.US_ASCII), how);
            }
        }
    },

    OKHTTP("HTTP/2") {
        @Override
        Visit visit(SSLContext context, String protocol, int port) throws Exception {
            AtomicReference<@Nullable Resumption> how = new AtomicReference<>();
            OkHttpClient client = new OkHttpClient.Builder()
                    .sslSocketFactory(context.getSocketFactory(), anyTrustManager())
                    .connectionSpecs(List.of(ConnectionSpec.MODERN_TLS))
                    .protocols(
                            protocol.equals("HTTP/2")
                                    ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1)
                                    : List.of(Protocol.HTTP_1_1))
                    .addNetworkInterceptor(chain -> {
                        SSLSocket socket = (SSLSocket)
                                Objects.requireNonNull(chain.connection()).socket();
                        how.set(Reprise.resumption(socket));
                        return chain.proceed(chain.request());
                    })
                    .build();
            Request request = new Request.Builder().url(uri(port).toString()).build();
            try (Response response = client.newCall(request).execute()) {
                return new Visit(
                        response.protocol() == Protocol.HTTP_2 ? "HTTP/2" : "HTTP/1.1",
                        response.body().string(),
                        how.get());
            }
        }
    },

    APACHE_CLASSIC("HTTP/1.1") {
        @Override
        Visit visit(SSLContext context, String protocol, int port) throws Exception {
            HttpClientContext local = HttpClientContext.create();
            try (CloseableHttpClient client = HttpClients.custom()
                    .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                            .setTlsSocketStrategy(new DefaultClientTlsStrategy(context))
                            .build())
                    .build()) {
                String answer = client.execute(
                        new HttpGet(uri(port)), local, response -> EntityUtils.toString(response.getEntity()));
                return new Visit("HTTP/1.1", answer, Reprise.resumption(session(local)));
            }
        }
    },

    APACHE_ASYNC("HTTP/2") {
        @Override
        Visit visit(SSLContext context, String protocol, int port) throws Exception {
            HttpClientContext local = HttpClientContext.create();
            try (CloseableHttpAsyncClient client = HttpAsyncClients.custom()
                    .setConnectionManager(PoolingAsyncClientConnectionManagerBuilder.create()
                            .setTlsStrategy(ClientTlsStrategyBuilder.create()
                                    .setSslContext(context)
                                    .buildAsync())
                            .build())
                    .build()) {
                client.start();
                SimpleHttpRequest request = SimpleRequestBuilder.get(uri(port)).build();
                SimpleHttpResponse response =
                        client.execute(request, local, null).get();
                return new Visit(
                        response.getVersion().getMajor() == 2 ? "HTTP/2" : "HTTP/1.1",
                        response.getBodyText(),
                        Reprise.resumption(session(local)));
            }
        }
    },

    NETTY("HTTP/1.1") {
        @Override
        Visit visit(SSLContext context, String protocol, int port) throws Exception {
            return NettyClient.visit(context, port);
        }
    },

    GRPC("gRPC") {
        @Override
        Visit visit(SSLContext context, String protocol, int port) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", port)
                    .sslContext(GrpcServer.tls(context, true, ClientAuth.NONE))
                    .build();
            ClientCall<String, String> call = channel.newCall(GrpcServer.HELLO, CallOptions.DEFAULT);
            String answer = ClientCalls.blockingUnaryCall(call, "anybody");
            SSLSession session = Objects.requireNonNull(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
            return new Visit("gRPC", answer, Reprise.resumption(session));
        }
    };

    private final String protocol;

    FrameworkClient(String protocol) {
        this.protocol = protocol;
    }

    /** The newest that it speaks. */
    String protocol() {
        return protocol;
    }

    /** One connection to {@code localhost}, in a new client of the library's. */
    abstract Visit visit(SSLContext context, String protocol, int port) throws Exception;

    private static URI uri(int port) {
        return URI.create("https://localhost:" + port + "/");
    }

    private static SSLSession session(HttpClientContext context) {
        return Objects.requireNonNull(context.getSSLSession(), "no session");
    }

    /** OkHttp wants one beside the socket factory, to clean chains with; the context's own judges. */
    private static X509TrustManager anyTrustManager() throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }
}
