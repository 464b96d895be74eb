package dev.reprise.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Columns for people: as wide as their widest cell, two spaces apart. Columns of amounts stand to the right. */
public final class Table {
    private final List<String[]> rows = new ArrayList<>();

    /** A table with these columns. */
    public Table(String... heads) {
        rows.add(heads);
    }

    /** Adds a row of as many cells as there are columns. */
    public Table row(String... cells) {
        if (cells.length != rows.get(0).length) {
            throw new IllegalArgumentException(cells.length + " cells for " + rows.get(0).length + " columns");
        }
        rows.add(cells);
        return this;
    }

    @Override
    public String toString() {
        int[] widths = new int[rows.get(0).length];
        boolean[] right = new boolean[widths.length];
        Arrays.fill(right, rows.size() > 1);
        for (int r = 0; r < rows.size(); r++) {
            for (int i = 0; i < widths.length; i++) {
                String cell = rows.get(r)[i];
                widths[i] = Math.max(widths[i], cell.length());
                right[i] &= r == 0 || cell.equals("-") || cell.matches("[0-9][0-9.,]*( ?[a-zA-Z%]{1,3})?");
            }
        }
        List<String> lines = new ArrayList<>();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? "" : "  ").append(right[i] ? padding + row[i] : row[i] + padding);
            }
            lines.add(line.toString().stripTrailing());
        }
        StringBuilder rule = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            rule.append(i == 0 ? "" : "  ").append("-".repeat(widths[i]));
        }
        lines.add(1, rule.toString());
        return String.join("\n", lines);
    }
}
