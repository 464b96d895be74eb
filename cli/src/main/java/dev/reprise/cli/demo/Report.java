package dev.reprise.cli.demo;

import dev.reprise.cli.Console;
import dev.reprise.cli.Explanation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the demo found: progress and what is wrong to standard error at once, results to standard output, and whether all is as it should be. */
final class Report {
    private final Console console;
    private final boolean json;
    private final long begun = System.nanoTime();
    private final List<String> wrong = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private int checks;

    Report(Console console, boolean json) {
        this.console = console;
        this.json = json;
    }

    /** A part of the demo. */
    @FunctionalInterface
    interface Scene {
        void play() throws IOException, InterruptedException;
    }

    /** Plays a part. One that cannot be played to its end is one thing that is wrong, and does not keep others from being played. */
    void scene(String title, Scene scene) throws InterruptedException {
        try {
            scene.play();
        } catch (IOException | RuntimeException e) {
            check(title + ": could not go on: " + Explanation.of(e), false);
        }
    }

    /** Says what is done next. */
    void progress(String what) {
        console.note(String.format(Locale.ROOT, "%5.1f s  %s", seconds(), what));
    }

    /** Counts whether something is as it should be. */
    boolean check(String what, boolean ok) {
        checks++;
        if (!ok) {
            wrong.add(what);
            console.note("         NOT AS IT SHOULD BE: " + what);
        }
        return ok;
    }

    /** One result for programs. */
    void line(String event, Map<String, ? extends @Nullable Object> fields) {
        if (json) {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("event", event);
            line.putAll(fields);
            console.json(line);
        }
    }

    /** Results for people, told at the end, an empty line before each. */
    void text(String text) {
        texts.add(text);
    }

    /** @return whether everything was as it should be */
    boolean end() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ok", wrong.isEmpty());
        fields.put("checks", checks);
        fields.put("failed", wrong.size());
        fields.put("wrong", List.copyOf(wrong));
        fields.put("seconds", Math.round(seconds() * 10) / 10.0);
        line("result", fields);
        text(
                wrong.isEmpty()
                        ? String.format(
                                Locale.ROOT,
                                "Everything that should resume did, and nothing else: %d checks in %.0f s.",
                                checks,
                                seconds())
                        : "NOT as it should be, " + wrong.size() + " of " + checks + " checks:\n  "
                                + String.join("\n  ", wrong));
        if (!json) {
            texts.forEach(text -> console.print("\n" + text));
        }
        return wrong.isEmpty();
    }

    private double seconds() {
        return (System.nanoTime() - begun) / 1e9;
    }
}
