package dev.reprise.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns for people: as wide as their widest cell, two spaces apart. Columns of amounts stand to the right. */
public final class Table {
    private static final String AMOUNT = "[+-]?[0-9][0-9.,/]*( ?[a-zA-Z%]{1,3})?";

    private final String[] heads;
    private final List<Row> rows = new ArrayList<>();
    private final List<Span> spans = new ArrayList<>();

    /** A line below the heads: cells, or one text over all columns. */
    private record Row(String[] cells, boolean isSection) {}

    /** A heading over several columns, from this one on. */
    private record Span(String text, int first) {}

    /** A table with these columns. */
    public Table(String... heads) {
        this.heads = heads.clone();
    }

    /** Puts a heading over the heads of several columns, from this one on, counted from 0. */
    public Table span(String text, int first) {
        spans.add(new Span(text, first));
        return this;
    }

    /** Adds a row of as many cells as there are columns. */
    public Table row(String... cells) {
        if (cells.length != heads.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + heads.length + " columns");
        }
        rows.add(new Row(cells.clone(), false));
        return this;
    }

    /** Adds a line that stands over the rows that follow, as wide as it likes. */
    public Table section(String text) {
        rows.add(new Row(new String[] {text}, true));
        return this;
    }

    @Override
    public String toString() {
        int[] widths = new int[heads.length];
        boolean[] right = new boolean[heads.length];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            List<String> cells = rows.stream()
                    .filter(row -> !row.isSection)
                    .map(row -> row.cells[column])
                    .toList();
            widths[i] = Math.max(
                    heads[i].length(),
                    cells.stream().mapToInt(String::length).max().orElse(0));
            right[i] = !cells.isEmpty() && cells.stream().allMatch(cell -> cell.equals("-") || cell.matches(AMOUNT));
        }
        List<String> lines = new ArrayList<>();
        if (!spans.isEmpty()) {
            lines.add(spanLine(widths));
        }
        lines.add(line(heads, widths, right));
        lines.add(line(Arrays.stream(widths).mapToObj("-"::repeat).toArray(String[]::new), widths, right));
        rows.forEach(row -> lines.add(row.isSection ? row.cells[0] : line(row.cells, widths, right)));
        return String.join("\n", lines);
    }

    private String spanLine(int[] widths) {
        StringBuilder line = new StringBuilder();
        int position = 0;
        for (int i = 0; i < widths.length; i++) {
            for (Span span : spans) {
                if (span.first == i) {
                    line.append(" ".repeat(Math.max(0, position - line.length())))
                            .append(span.text);
                }
            }
            position += widths[i] + 2;
        }
        return line.toString();
    }

    private static String line(String[] cells, int[] widths, boolean[] right) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - cells[i].length());
            line.append(i == 0 ? "" : "  ").append(right[i] ? padding + cells[i] : cells[i] + padding);
        }
        return line.toString().stripTrailing();
    }
}
