package dev.reprise.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of {@code docs/} with tables whose rows begin with a key and end with the tests that hold them. The text is written by hand, the last
 * column of a row that has tests is not.
 *
 * <pre>
 * | `key` | whatever there is to say | `SomeTest.someMethod` |
 * | `key` | ... | — why there is none |
 * </pre>
 */
final class Page {
    /** Tests run in the folder of their module. */
    private static final Path DOCS = Path.of("..", "docs");

    private static final Pattern ROW = Pattern.compile("(\\| `([^`]+)` \\|.*\\| )([^|]*?)( \\|)");

    private final Path file;
    private final Map<String, SortedSet<String>> tests;

    /** @param tests the names of the tests of each key */
    Page(String name, Map<String, SortedSet<String>> tests) {
        this.file = DOCS.resolve(name);
        this.tests = tests;
    }

    Path file() {
        return file;
    }

    List<String> lines() {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "cannot read " + file.toAbsolutePath().normalize(), e);
        }
    }

    /** The page as it should be. */
    List<String> mended() {
        List<String> mended = new ArrayList<>();
        for (String line : lines()) {
            Matcher row = ROW.matcher(line);
            SortedSet<String> names = row.matches() ? tests.get(row.group(2)) : null;
            mended.add(names == null ? line : row.group(1) + "`" + String.join("`, `", names) + "`" + row.group(4));
        }
        return mended;
    }

    void mend() throws IOException {
        Files.write(file, mended());
    }

    /** The last cell of each row, by its key. */
    SortedMap<String, String> lastCells() {
        SortedMap<String, String> cells = new TreeMap<>();
        for (String line : lines()) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && cells.put(row.group(2), row.group(3)) != null) {
                throw new IllegalStateException(file + " has two rows with the key " + row.group(2));
            }
        }
        return cells;
    }

    /** The keys of tests for which the page has no row. */
    List<String> keysWithoutARow() {
        SortedMap<String, String> rows = lastCells();
        return tests.keySet().stream()
                .filter(key -> !rows.containsKey(key))
                .sorted()
                .toList();
    }

    /** The rows that name no test of the core and do not say why either. */
    List<String> rowsLeftOpen() {
        return lastCells().entrySet().stream()
                .filter(row -> !tests.containsKey(row.getKey()))
                .filter(row -> !row.getValue().startsWith("— "))
                .map(Map.Entry::getKey)
                .toList();
    }
}
