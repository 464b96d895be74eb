package dev.reprise.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A DURATION as the command line writes it: {@code 90s}, {@code 15m}, {@code 6h}, {@code 7d}. */
final class Durations implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})([smhd])");

    @Override
    public Duration convert(String value) {
        try {
            return parse(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }

    /** @throws IllegalArgumentException if it is none, or takes no time */
    static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a DURATION: write 90s, 15m, 6h or 7d");
        }
        long number = Long.parseLong(matcher.group(1));
        Duration duration = switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
        if (duration.isZero()) {
            throw new IllegalArgumentException("'" + text + "' is no time at all: a DURATION is 1s or more");
        }
        return duration;
    }

    /**
     * How long a session lives, or a key seals: TLS 1.3 allows seven days (RFC 9846 section 4.7.1).
     *
     * @throws Failure if it is more
     */
    static Duration atMostAWeek(String option, Duration duration) {
        if (duration.compareTo(Duration.ofDays(7)) > 0) {
            throw Failure.wrongUsage(option + " " + text(duration) + ": 7d is the most");
        }
        return duration;
    }

    /** The shortest way to write it, as {@link #parse} reads it; below a second {@code 0s}. */
    static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds != 0 && seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds != 0 && seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** For reading at a glance: the two largest units, {@code 5h 59m}. */
    static String rough(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        long[] sizes = {86_400, 3_600, 60, 1};
        String units = "dhms";
        for (int i = 0; i < sizes.length - 1; i++) {
            if (seconds >= sizes[i]) {
                long rest = seconds % sizes[i] / sizes[i + 1];
                String larger = seconds / sizes[i] + String.valueOf(units.charAt(i));
                return rest == 0 ? larger : larger + " " + rest + units.charAt(i + 1);
            }
        }
        return seconds + "s";
    }
}
