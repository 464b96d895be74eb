package dev.reprise.internal.store;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a file with one session: what has to be known of it without reading it.
 *
 * @param issuedAt milliseconds since 1970
 * @param expiresAt milliseconds since 1970
 * @param origin hash of the origin's ID, in hexadecimal digits
 * @param id hash of what tells this session from others, in hexadecimal digits
 */
record SessionFileName(long issuedAt, long expiresAt, String origin, String id) implements Comparable<SessionFileName> {
    private static final Pattern FORM =
            Pattern.compile("([0-9a-f]{12})-([0-9a-f]{12})-([0-9a-f]{24})-([0-9a-f]{24})\\.session");
    private static final int TIME_DIGITS = 12;

    /** The name of that file, or {@code null} if it is not of this form. */
    static @Nullable SessionFileName of(Path file) {
        Matcher matcher = FORM.matcher(String.valueOf(file.getFileName()));
        if (!matcher.matches()) {
            return null;
        }
        return new SessionFileName(
                HexFormat.fromHexDigitsToLong(matcher.group(1)),
                HexFormat.fromHexDigitsToLong(matcher.group(2)),
                matcher.group(3),
                matcher.group(4));
    }

    /** How the file is called until it is whole, begun with a time so that one left behind can be told. */
    static String temporaryPrefix(long now) {
        return time(now) + "-";
    }

    /** When a file that is not whole was begun, in milliseconds since 1970, or -1 if the file is no such file. */
    static long temporarySince(Path file) {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(PrivateFiles.TEMPORARY_SUFFIX)
                || name.length() <= TIME_DIGITS
                || name.charAt(TIME_DIGITS) != '-') {
            return -1;
        }
        try {
            return HexFormat.fromHexDigitsToLong(name, 0, TIME_DIGITS);
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    @Override
    public int compareTo(SessionFileName other) {
        int byTime = Long.compare(issuedAt, other.issuedAt);
        return byTime != 0 ? byTime : toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return time(issuedAt) + "-" + time(expiresAt) + "-" + origin + "-" + id + ".session";
    }

    private static String time(long millis) {
        return HexFormat.of().toHexDigits(millis, TIME_DIGITS);
    }
}
