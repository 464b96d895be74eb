package dev.reprise.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.FleetSecret;
import dev.reprise.HandshakeListener;
import dev.reprise.SessionStores;
import dev.reprise.TicketKeys;
import dev.reprise.session.ClientSessions;
import dev.reprise.session.SessionStore;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.ApplicationContext;

/** What is made of which properties and beans. */
class RepriseAutoConfigurationTest {
    private static final Certificates.Identity LOCALHOST = new Certificates().localhost();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, RepriseAutoConfiguration.class))
            .withBean("bundles", SslBundleRegistrar.class, () -> registry -> {
                registry.registerBundle("web", bundle("TLS"));
                registry.registerBundle("old", bundle("TLSv1.2"));
            });

    private static SslBundle bundle(String protocol) {
        try {
            return SslBundle.of(
                    SslStoreBundle.of(LOCALHOST.keyStore(), new String(Certificates.PASSWORD), null),
                    null,
                    null,
                    protocol);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLContext context(ApplicationContext application, String bundle) {
        return application.getBean(SslBundles.class).getBundle(bundle).createSslContext();
    }

    private static String provider(ApplicationContext application, String bundle) {
        return context(application, bundle).getProvider().getName();
    }

    private static String[] protocols(ApplicationContext application, String bundle) {
        return context(application, bundle).getDefaultSSLParameters().getProtocols();
    }

    private static Stream<String> providers() {
        return Arrays.stream(Security.getProviders())
                .map(Provider::getName)
                .filter(name -> name.startsWith("Reprise-Boot-"));
    }

    @Test
    void runsEveryBundleOnRepriseByDefault() {
        runner.run(application -> {
            assertThat(provider(application, "web")).startsWith("Reprise-Boot-");
            assertThat(protocols(application, "web")).containsExactly("TLSv1.3", "TLSv1.2");
            assertThat(protocols(application, "old")).containsExactly("TLSv1.2");
            assertThat(application.getBean(TicketKeys.class))
                    .hasToString(TicketKeys.ephemeral().toString());
            assertThat(application).doesNotHaveBean(FleetSecret.class);
        });
    }

    @Test
    void leavesABundleWithAnotherProtocolToTheJdk() {
        runner.withBean(
                        "strange",
                        SslBundleRegistrar.class,
                        () -> registry -> registry.registerBundle("strange", bundle("TLSv1.1")))
                .run(application -> assertThat(provider(application, "strange")).isEqualTo("SunJSSE"));
    }

    @Test
    void takesOnlyTheBundlesThatAreNamed() {
        runner.withPropertyValues("reprise.bundles=old").run(application -> {
            assertThat(provider(application, "old")).startsWith("Reprise-Boot-");
            assertThat(provider(application, "web")).isEqualTo("SunJSSE");
        });
    }

    @Test
    void staysOutWhereItIsSwitchedOff() {
        runner.withPropertyValues("reprise.enabled=false", "reprise.ticket-keys=nonsense")
                .run(application -> {
                    assertThat(application).hasNotFailed().doesNotHaveBean(BundleProtocols.class);
                    assertThat(provider(application, "web")).isEqualTo("SunJSSE");
                });
    }

    @Test
    void staysOutWhereTheApplicationHasBundlesOfItsOwn() {
        DefaultSslBundleRegistry own = new DefaultSslBundleRegistry("mine", bundle("TLS"));
        runner.withBean("own", DefaultSslBundleRegistry.class, () -> own).run(application -> {
            assertThat(application).doesNotHaveBean(BundleProtocols.class);
            assertThat(application.getBean(SslBundles.class)).isSameAs(own);
        });
    }

    @Test
    void takesTheApplicationsOwnBeansBeforeTheProperties() {
        TicketKeys keys = TicketKeys.derived();
        FleetSecret secret = FleetSecret.generate();
        SessionStore store = SessionStores.none();
        ClientSessions sessions = SessionStores.clientMemory();
        runner.withBean(TicketKeys.class, () -> keys)
                .withBean(FleetSecret.class, () -> secret)
                .withBean(SessionStore.class, () -> store)
                .withBean(ClientSessions.class, () -> sessions)
                .withPropertyValues(
                        "reprise.ticket-keys=nonsense",
                        "reprise.store=nonsense",
                        "reprise.client-sessions=nonsense",
                        "reprise.secret-file=/nowhere")
                .run(application -> {
                    assertThat(application).hasNotFailed();
                    assertThat(application.getBean(TicketKeys.class)).isSameAs(keys);
                    assertThat(application.getBean(FleetSecret.class)).isSameAs(secret);
                    assertThat(application.getBean(SessionStore.class)).isSameAs(store);
                    assertThat(application.getBean(ClientSessions.class)).isSameAs(sessions);
                    assertThat(provider(application, "web")).startsWith("Reprise-Boot-");
                });
    }

    @Test
    void letsCustomizersHaveTheLastWord() {
        runner.withBean(ServerBuilderCustomizer.class, () -> builder -> builder.ciphers("TLS_AES_256_GCM_SHA384"))
                .run(application -> assertThat(context(application, "web")
                                .getDefaultSSLParameters()
                                .getCipherSuites())
                        .containsExactly("TLS_AES_256_GCM_SHA384"));
    }

    @Test
    void keepsApplicationsOfOneProcessApart() {
        long before = providers().count();
        runner.run(one -> runner.run(other -> {
            assertThat(provider(one, "web")).isNotEqualTo(provider(other, "web"));
            assertThat(providers()).hasSize((int) before + 2);
        }));
        assertThat(providers()).hasSize((int) before);
    }

    @Test
    void runsAServerWithoutABundleToo() {
        Ssl ssl = new Ssl();
        Ssl withBundle = Ssl.forBundle("web");
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
        runner.run(application -> {
            @SuppressWarnings("unchecked")
            WebServerFactoryCustomizer<TomcatServletWebServerFactory> customizer =
                    application.getBean("repriseWebServer", WebServerFactoryCustomizer.class);
            factory.setSsl(ssl);
            customizer.customize(factory);
            factory.setSsl(withBundle);
            customizer.customize(factory);
        });

        assertThat(ssl.getProtocol()).startsWith("Reprise-Boot-");
        assertThat(ssl.getEnabledProtocols()).containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(withBundle.getProtocol()).isEqualTo("TLS");
    }

    @Test
    void measuresHandshakesWhereThereIsMicrometer() {
        runner.run(application -> assertThat(application).hasSingleBean(MeterBinder.class));
        runner.withClassLoader(new FilteredClassLoader(MeterBinder.class))
                .run(application -> assertThat(application).hasNotFailed().doesNotHaveBean(HandshakeListener.class));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            reprise.ticket-keys=derived    | no ticket keys are called "derived"    | derive (with reprise.secret-file)
            reprise.ticket-keys=derive     | there is no fleet secret               | reprise.secret-file
            reprise.ticket-keys=dir:/no-such-place | /no-such-place                 | dir:PATH
            reprise.secret-file=/no-such-secret | /no-such-secret                   | reprise keys new-secret
            reprise.store=mongo://nowhere  | expected memory, none, file:PATH       | class path
            reprise.client-sessions=disk   | no such place                          | dir:PATH
            reprise.lifetime=8d            | at most                                | 7d
            reprise.lifetime=0s            | more than 0                            | 7d
            reprise.rotate=30d             | at most                                | 7d
            reprise.ticket-count=33        | 0 to 32                                | 0 to 32
            reprise.groups=x25519,x448     | x448                                   | secp256r1
            reprise.ocsp-response=/no-such-response | /no-such-response             | DER
            reprise.bundles=web,wep        | no SSL bundle "wep", but [old, web] | spring.ssl.bundle
            """)
    void saysWhichPropertyIsWrongAndWhatToDo(String property, String problem, String action) {
        runner.withPropertyValues(property).run(application -> {
            assertThat(application).hasFailed();
            FailureAnalysis analysis = new SettingFailureAnalyzer().analyze(application.getStartupFailure());
            assertThat(analysis).isNotNull();
            assertThat(analysis.getDescription())
                    .startsWith(property.substring(0, property.indexOf('=')))
                    .contains(problem);
            assertThat(analysis.getAction()).contains(action);
        });
    }

    @Test
    void wantsASecretForWhatLeavesTheProcess(@TempDir Path folder) throws IOException {
        Path secret = folder.resolve("secret");
        FleetSecret.writeNew(secret);
        String store = "reprise.store=file:" + folder.resolve("sessions");

        runner.withPropertyValues(store)
                .run(application -> assertThat(application.getStartupFailure())
                        .rootCause()
                        .isInstanceOf(RepriseSettingException.class)
                        .hasMessageStartingWith("reprise.secret-file is not set"));
        runner.withPropertyValues(store, "reprise.secret-file=" + secret)
                .run(application -> assertThat(provider(application, "web")).startsWith("Reprise-Boot-"));
    }

    @Test
    void isDescribedForEditors() throws IOException {
        Path metadata = Path.of(RepriseProperties.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .resolve("META-INF/spring-configuration-metadata.json");

        String described = Files.readString(metadata);
        for (var component : RepriseProperties.class.getRecordComponents()) {
            String name = component.getName().replaceAll("(?=[A-Z])", "-").toLowerCase(java.util.Locale.ROOT);
            assertThat(described)
                    .containsPattern("\"name\": \"reprise\\." + name + "\",\\s+\"type\": [^\\n]+\\s+\"description\": ");
        }
    }
}
