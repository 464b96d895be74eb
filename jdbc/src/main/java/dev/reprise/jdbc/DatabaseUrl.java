package dev.reprise.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The URL of a database, which may hold a password, and what may be said of it. */
final class DatabaseUrl {
    /** A parameter whose name speaks of a secret, as the drivers write them. */
    private static final Pattern SECRET =
            Pattern.compile("(?i)[?&;](?:[a-z_.]*(?:password|passwd|pwd|secret)[a-z_.]*)=([^&;]*)");

    private static final Pattern USER_INFO = Pattern.compile("//[^/?;]*:([^/?;]*)@");

    private final String url;

    DatabaseUrl(String url) {
        this.url = url;
    }

    /** The whole URL, for drivers. */
    String whole() {
        return url;
    }

    /** A message of a driver's without any password that it repeats. */
    String discreet(String message) {
        String discreet = message.replace(url, toString());
        for (String secret : secrets()) {
            discreet = discreet.replace(secret, "***");
        }
        return discreet;
    }

    private List<String> secrets() {
        List<String> secrets = new ArrayList<>();
        for (Pattern pattern : List.of(SECRET, USER_INFO)) {
            Matcher found = pattern.matcher(url);
            while (found.find()) {
                if (!found.group(1).isEmpty()) {
                    secrets.add(found.group(1));
                }
            }
        }
        return secrets;
    }

    /** What stands before the parameters, without user and password. */
    @Override
    public String toString() {
        int end = url.length();
        for (char parameters : new char[] {'?', ';'}) {
            int at = url.indexOf(parameters);
            end = at < 0 ? end : Math.min(end, at);
        }
        return url.substring(0, end).replaceFirst("//.*@", "//");
    }
}
