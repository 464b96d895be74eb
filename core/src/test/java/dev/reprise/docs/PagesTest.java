package dev.reprise.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.reprise.testing.GnuTlsCase;
import dev.reprise.testing.GnuTlsFault;
import dev.reprise.testing.Prevents;
import dev.reprise.testing.Rfc;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pages that say which test holds what name the tests there are. Run with {@code -Dreprise.mendPages=true} it writes them into the pages:
 * {@code mvn -pl core test -Dtest=PagesTest -Dreprise.mendPages=true}.
 */
@Tag("sources")
class PagesTest {
    private static final boolean MEND = Boolean.getBoolean("reprise.mendPages");
    private static final String TESTS = "dev.reprise";

    private static final Page GNUTLS = new Page(
            "gnutls.md",
            join(
                    tests(GnuTlsCase.class, each -> numbers("", each.value())),
                    tests(GnuTlsFault.class, each -> numbers("W", each.value()))));
    private static final Page REGRESSIONS =
            new Page("security-regressions.md", tests(Prevents.class, each -> Arrays.asList(each.value())));
    private static final Page MUSTS = new Page("musts.md", tests(Rfc.class, each -> Arrays.asList(each.value())));

    static Stream<Page> pages() {
        return Stream.of(GNUTLS, REGRESSIONS, MUSTS);
    }

    private static List<String> numbers(String prefix, int[] numbers) {
        return IntStream.of(numbers).mapToObj(number -> prefix + number).toList();
    }

    private static <A extends Annotation> Map<String, SortedSet<String>> tests(
            Class<A> annotation, Function<A, List<String>> keys) {
        Map<String, SortedSet<String>> tests = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(location -> location.contains("/test-classes/"))
                .importPackages(TESTS)) {
            for (JavaMethod method : type.getMethods()) {
                method.tryGetAnnotationOfType(annotation)
                        .ifPresent(found -> keys.apply(found)
                                .forEach(key -> tests.computeIfAbsent(key, k -> new TreeSet<>())
                                        .add(nameOf(type) + "." + method.getName())));
            }
        }
        return tests;
    }

    /** Without its package, with the classes it is nested in. */
    private static String nameOf(JavaClass type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }

    private static Map<String, SortedSet<String>> join(
            Map<String, SortedSet<String>> one, Map<String, SortedSet<String>> other) {
        Map<String, SortedSet<String>> both = new TreeMap<>(one);
        both.putAll(other);
        return both;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void nameTheTestsThereAre(Page page) throws IOException {
        if (MEND) {
            page.mend();
        }
        assertThat(page.lines())
                .as("%s; -Dreprise.mendPages=true mends it", page.file())
                .isEqualTo(page.mended());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void haveARowForEveryKeyThatATestNames(Page page) {
        assertThat(page.keysWithoutARow()).as(page.file().toString()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void sayWhyWhereThereIsNoTest(Page page) {
        assertThat(page.rowsLeftOpen()).as(page.file().toString()).isEmpty();
    }

    @Test
    void leaveNoneOfTheCasesAndFaultsOut() {
        List<String> expected = Stream.concat(
                        IntStream.rangeClosed(1, 86).mapToObj(Integer::toString),
                        IntStream.rangeClosed(1, 16).mapToObj(number -> "W" + number))
                .sorted()
                .toList();
        assertThat(GNUTLS.lastCells().keySet()).containsExactlyElementsOf(expected);
    }

    /** Both versions are spoken, so neither is a reason. */
    @ParameterizedTest
    @MethodSource("pages")
    void leaveNothingOutForTheVersionItIsOf(Page page) {
        assertThat(page.lastCells().values())
                .as(page.file().toString())
                .noneMatch(cell -> cell.startsWith("— ") && cell.contains("TLS 1.2"));
    }

    /** What SECURITY.md promises, it says by which tests: classes of faults on the page of regressions, or classes of tests. */
    @Test
    void areWhatSecurityRefersTo() throws IOException {
        String security = Files.readString(Path.of("..", "SECURITY.md"));
        Set<String> known = new HashSet<>(REGRESSIONS.lastCells().keySet());
        new ClassFileImporter()
                .withImportOption(location -> location.contains("/test-classes/"))
                .importPackages(TESTS)
                .forEach(type -> known.add(type.getSimpleName()));
        List<String> named = Pattern.compile("(?s)\\*Tests:\\*(.*?)(?:\n\n|\\z)")
                .matcher(security)
                .results()
                .flatMap(line ->
                        Pattern.compile("`([^`]+)`").matcher(line.group(1)).results())
                .map(name -> name.group(1))
                .toList();
        assertThat(named).hasSizeGreaterThan(30).isSubsetOf(known);
    }
}
