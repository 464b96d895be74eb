package dev.reprise.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.reprise.session.KeyRegister;
import dev.reprise.session.SessionStore;
import dev.reprise.session.StoreException;
import dev.reprise.session.StoreProvider;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** Each test of the contracts fails for a store that breaks what it is about. */
class FaultsAreSeenTest {
    private static Function<Shelf, SessionStore> stores = Shelf::store;
    private static Function<Shelf, KeyRegister> registers = Shelf::register;
    private static boolean apart;

    /** The store with the fault. */
    static class FaultyStore extends SharedSessionStoreContract {
        private final Shelf shelf = new Shelf("faulty");

        @Override
        protected SessionStore open() {
            return stores.apply(shelf);
        }

        @Override
        protected SessionStore openAnother() {
            return stores.apply(apart ? new Shelf("another") : shelf);
        }
    }

    /** The register with the fault. */
    static class FaultyRegister extends SharedKeyRegisterContract {
        private final Shelf shelf = new Shelf("faulty");

        @Override
        protected KeyRegister open() {
            return registers.apply(shelf);
        }

        @Override
        protected KeyRegister openAnother() {
            return registers.apply(apart ? new Shelf("another") : shelf);
        }
    }

    /** The provider with the fault. */
    static class FaultyProvider extends StoreProviderContract {
        private final String spec = "spoilt://faulty" + UUID.randomUUID();

        @Override
        protected Class<? extends StoreProvider> provider() {
            return SpoiltProvider.class;
        }

        @Override
        protected String spec() {
            return spec;
        }

        @Override
        protected String specThatCannotBeUnderstood() {
            return "spoilt:";
        }

        @Override
        protected List<String> specsWith(String password) {
            return List.of("spoilt://someone:" + password + "@faulty");
        }
    }

    private static Events run(Class<?> contract) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(contract))
                .execute()
                .testEvents();
    }

    private static List<String> failed(Class<?> contract) {
        return run(contract).failed().stream()
                .map(event -> event.getTestDescriptor().getDisplayName().replace("()", ""))
                .toList();
    }

    @Test
    void andWhereThereIsNoneNoTestFails() {
        stores = Shelf::store;
        registers = Shelf::register;
        apart = false;

        SpoiltProvider.fault = SpoiltProvider.Fault.NONE;

        for (Class<?> contract : List.of(FaultyStore.class, FaultyRegister.class, FaultyProvider.class)) {
            Events events = run(contract);
            assertThat(events.failed().count()).as(contract.getSimpleName()).isZero();
            assertThat(events.succeeded().count()).isGreaterThan(5);
        }
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void inStores(Function<Shelf, SessionStore> faulty, String test) {
        stores = faulty;
        apart = false;

        assertThat(failed(FaultyStore.class)).contains(test);
    }

    static Stream<Arguments> inStores() {
        return Stream.of(
                store("givesBackWhatWasPut", shelf -> new Shelf.Store(shelf) {
                    @Override
                    public void put(byte[] name, Entry entry) throws StoreException {
                        super.put(
                                name,
                                new Entry(entry.content(), entry.expiresAt().truncatedTo(ChronoUnit.SECONDS)));
                    }
                }),
                store("givesBackWhatWasPutDurably", shelf -> new Shelf.Store(shelf) {
                    @Override
                    public void putDurably(byte[] name, Entry entry) {}
                }),
                store("replaces", shelf -> new Shelf.Store(shelf) {
                    @Override
                    public void put(byte[] name, Entry entry) throws StoreException {
                        if (get(name).isEmpty()) {
                            super.put(name, entry);
                        }
                    }
                }),
                store("replacesWhatWasPutDurablyAndTheOtherWayRound", shelf -> new Shelf.Store(shelf) {
                    private final Shelf.Store durable = new Shelf.Store(new Shelf("durable"));

                    @Override
                    public void putDurably(byte[] name, Entry entry) throws StoreException {
                        durable.put(name, entry);
                    }

                    @Override
                    public Optional<Entry> get(byte[] name) throws StoreException {
                        Optional<Entry> there = durable.get(name);
                        return there.isPresent() ? there : super.get(name);
                    }
                }),
                store("takesNamesAndContentsOfManyLengths", shelf -> new Shelf.Store(shelf) {
                    @Override
                    public void put(byte[] name, Entry entry) throws StoreException {
                        if (entry.size() > 65_535) {
                            throw new StoreException("too long");
                        }
                        super.put(name, entry);
                    }
                }),
                store("takesAnyBytes", shelf -> new Shelf.Store(shelf) {
                    @Override
                    public void put(byte[] name, Entry entry) throws StoreException {
                        byte[] content = entry.content();
                        for (int i = 0; i < content.length; i++) {
                            content[i] = content[i] == '\r' ? (byte) '\n' : content[i];
                        }
                        super.put(name, new Entry(content, entry.expiresAt()));
                    }
                }),
                store("tellsApartNamesThatBeginAlike", shelf -> new Shelf.Store(shelf) {
                    @Override
                    public void put(byte[] name, Entry entry) throws StoreException {
                        super.put(Arrays.copyOf(name, 32), entry);
                    }

                    @Override
                    public Optional<Entry> get(byte[] name) throws StoreException {
                        return super.get(Arrays.copyOf(name, 32));
                    }
                }),
                store("removes", shelf -> new Shelf.Store(shelf) {
                    @Override
                    public boolean remove(byte[] name) throws StoreException {
                        super.remove(name);
                        return true;
                    }
                }),
                store("removesWhatIsExpectedAndNothingElse", shelf -> new Shelf.Store(shelf) {
                    @Override
                    public boolean remove(byte[] name, byte[] expected) throws StoreException {
                        return super.remove(name);
                    }
                }),
                store("removesAnEntryWithoutContentToo", shelf -> new Shelf.Store(shelf) {
                    @Override
                    public boolean remove(byte[] name, byte[] expected) throws StoreException {
                        return expected.length > 0 && super.remove(name, expected);
                    }
                }),
                store("purgesWhatIsOverAndNothingElse", shelf -> new Shelf.Store(shelf) {
                    @Override
                    public int purgeExpired(Instant now) throws StoreException {
                        return super.purgeExpired(Instant.MAX);
                    }
                }),
                store("doesNotNoticeWhatACallerDoesToItsArrays", shelf -> new Shelf.Store(shelf) {
                    private byte @Nullable [] last;

                    @Override
                    public void put(byte[] name, Entry entry) throws StoreException {
                        super.put(name, entry);
                        last = name;
                    }

                    @Override
                    public Optional<Entry> get(byte[] name) throws StoreException {
                        return Arrays.equals(last, name) ? super.get(name) : Optional.empty();
                    }
                }),
                store("letsOneOfManyThreadsConsumeAnEntry", FaultsAreSeenTest::looksThenRemoves),
                store("letsOneOfAllThatShareItConsumeAnEntry", FaultsAreSeenTest::looksThenRemoves),
                store("letsOneOfManyThreadsRemoveAnEntry", shelf -> new Shelf.Store(shelf) {
                    @Override
                    public boolean remove(byte[] name) throws StoreException {
                        boolean there = get(name).isPresent();
                        pause();
                        super.remove(name);
                        return there;
                    }
                }),
                store("keepsContentsWholeThatManyThreadsPut", shelf -> new Shelf.Store(shelf) {
                    @Override
                    public void put(byte[] name, Entry entry) throws StoreException {
                        super.put(name, new Entry(Arrays.copyOf(entry.content(), 17), entry.expiresAt()));
                        pause();
                        super.put(name, entry);
                    }
                }),
                store("keepsAThousandEntries", shelf -> new Shelf.Store(shelf) {
                    private int count;

                    @Override
                    public void put(byte[] name, Entry entry) throws StoreException {
                        if (count++ < 999) {
                            super.put(name, entry);
                        }
                    }
                }),
                store("refusesToWorkOnceItIsClosed", shelf -> new Shelf.Store(shelf) {
                    @Override
                    public void close() {}
                }),
                store("keepsWhatWasPutByOneThatClosed", shelf -> new Shelf.Store(shelf) {
                    @Override
                    public void close() {
                        try {
                            super.purgeExpired(Instant.MAX);
                        } catch (StoreException closed) {
                            return;
                        }
                        super.close();
                    }
                }));
    }

    private static SessionStore looksThenRemoves(Shelf shelf) {
        return new Shelf.Store(shelf) {
            @Override
            public boolean remove(byte[] name, byte[] expected) throws StoreException {
                boolean there = get(name).filter(entry -> entry.holds(expected)).isPresent();
                pause();
                super.remove(name);
                return there;
            }
        };
    }

    private static Arguments store(String test, Function<Shelf, SessionStore> faulty) {
        return arguments(faulty, test);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource
    void inRegisters(Function<Shelf, KeyRegister> faulty, String test) {
        registers = faulty;
        apart = false;

        assertThat(failed(FaultyRegister.class)).contains(test);
    }

    static Stream<Arguments> inRegisters() {
        return Stream.of(
                register("isEmptyAtFirst", shelf -> new Shelf.Register(shelf) {
                    @Override
                    public Optional<byte[]> read() throws StoreException {
                        return Optional.of(super.read().orElse(new byte[0]));
                    }
                }),
                register("givesBackWhatWasPut", shelf -> new Shelf.Register(shelf) {
                    @Override
                    public boolean replace(Optional<byte[]> expected, byte[] replacement) throws StoreException {
                        return super.replace(expected, Arrays.copyOf(replacement, 255));
                    }
                }),
                register("replacesWhatIsExpectedAndNothingElse", shelf -> new Shelf.Register(shelf) {
                    @Override
                    public boolean replace(Optional<byte[]> expected, byte[] replacement) throws StoreException {
                        return super.replace(expected.isEmpty() ? read() : expected, replacement);
                    }
                }),
                register("replacesAValueByTheSame", shelf -> new Shelf.Register(shelf) {
                    @Override
                    public boolean replace(Optional<byte[]> expected, byte[] replacement) throws StoreException {
                        return !Arrays.equals(read().orElse(null), replacement) && super.replace(expected, replacement);
                    }
                }),
                register("takesAnyBytesUpToTheLongestValue", shelf -> new Shelf.Register(shelf) {
                    @Override
                    public boolean replace(Optional<byte[]> expected, byte[] replacement) throws StoreException {
                        if (replacement.length > 65_535) {
                            throw new StoreException("too long");
                        }
                        return super.replace(expected, replacement);
                    }
                }),
                register("doesNotNoticeWhatACallerDoesToItsArrays", shelf -> new Shelf.Register(shelf) {
                    private byte @Nullable [] last;

                    @Override
                    public Optional<byte[]> read() throws StoreException {
                        last = super.read().isEmpty() ? null : Objects.requireNonNullElseGet(last, () -> new byte[0]);
                        return Optional.ofNullable(last);
                    }

                    @Override
                    public boolean replace(Optional<byte[]> expected, byte[] replacement) throws StoreException {
                        last = replacement;
                        return super.replace(expected, replacement);
                    }
                }),
                register("letsOneOfManyThreadsReplaceAValue", FaultsAreSeenTest::looksThenReplaces),
                register("losesNothingThatManyThreadsPut", FaultsAreSeenTest::looksThenReplaces),
                register("letsOneOfAllThatShareItReplaceAValue", FaultsAreSeenTest::looksThenReplaces),
                register("losesNothingThatAllWhoShareItPut", FaultsAreSeenTest::looksThenReplaces),
                register("refusesToWorkOnceItIsClosed", shelf -> new Shelf.Register(shelf) {
                    @Override
                    public void close() {}
                }));
    }

    private static KeyRegister looksThenReplaces(Shelf shelf) {
        return new Shelf.Register(shelf) {
            @Override
            public boolean replace(Optional<byte[]> expected, byte[] replacement) throws StoreException {
                if (!Arrays.equals(read().orElse(null), expected.orElse(null))) {
                    return false;
                }
                pause();
                while (!super.replace(read(), replacement)) {
                    Thread.onSpinWait();
                }
                return true;
            }
        };
    }

    private static Arguments register(String test, Function<Shelf, KeyRegister> faulty) {
        return arguments(faulty, test);
    }

    @Test
    void whereNothingIsShared() {
        stores = Shelf::store;
        registers = Shelf::register;
        apart = true;

        assertThat(failed(FaultyStore.class)).contains("showsOneWhatTheOtherDid", "keepsWhatWasPutByOneThatClosed");
        assertThat(failed(FaultyRegister.class)).contains("showsOneWhatTheOtherPut", "keepsWhatWasPutByOneThatClosed");
    }

    @ParameterizedTest
    @CsvSource({
        "UPPER_CASE, answersToSchemesOfItsOwn",
        "A_SCHEME_OF_THE_CORE, answersToSchemesOfItsOwn",
        "A_SHELF_EACH, opensTheStoreThatItsSpecNames",
        "A_SHELF_EACH, opensTheRegisterThatItsSpecNamesOrSaysThatThereIsNone",
        "ONE_PLACE_FOR_BOTH, keepsItsStoreAndItsRegisterApart",
        "TAKES_ANYTHING, refusesWhatItCannotUnderstand",
        "SAYS_THE_SPEC, neverSaysAPassword"
    })
    void inProviders(SpoiltProvider.Fault fault, String test) {
        SpoiltProvider.fault = fault;

        assertThat(failed(FaultyProvider.class)).contains(test).doesNotContain("isFoundAsAService");
    }

    /** Long enough for another thread to come between. */
    private static void pause() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
