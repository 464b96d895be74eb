package dev.reprise.bogo;

import java.util.List;

/**
 * An invocation of the shim. A flag counts for all connections, unless a prefix says for which.
 *
 * @param initial the first connection
 * @param resume the connections after it
 */
record CommandLine(Options initial, Options resume) {
    private static final String INITIAL = "-on-initial";
    private static final String RESUME = "-on-resume";
    /** After a rejection of early data. */
    private static final String RETRY = "-on-retry";
    /** As against a process of its own for the handshake, which there is none of here. */
    private static final String SHIM = "-on-shim";

    /**
     * @throws Unimplemented if a flag is not known
     * @throws IllegalArgumentException if a value is missing or no number
     */
    static CommandLine parse(List<String> arguments) {
        Options initial = Options.NONE;
        Options resume = Options.NONE;
        for (int i = 0; i < arguments.size(); i++) {
            String name = withoutPrefix(arguments.get(i), SHIM);
            boolean onInitial = isFor(INITIAL, name);
            boolean onResume = isFor(RESUME, name);
            boolean onRetry = isFor(RETRY, name);
            Flag flag = flag(withoutPrefix(withoutPrefix(withoutPrefix(name, INITIAL), RESUME), RETRY));
            String value = "";
            if (flag.kind() != Flag.Kind.SWITCH) {
                i++;
                if (i == arguments.size()) {
                    throw new IllegalArgumentException(name + " has no value");
                }
                value = checked(flag, arguments.get(i));
            }
            if (!onResume && !onRetry) {
                initial = initial.with(flag, value);
            }
            if (!onInitial && !onRetry) {
                resume = resume.with(flag, value);
            }
        }
        return new CommandLine(initial, resume);
    }

    private static Flag flag(String name) {
        return Flag.of(name).orElseThrow(() -> new Unimplemented("the flag " + name + " is not known"));
    }

    private static String checked(Flag flag, String value) {
        if (flag.kind() != Flag.Kind.TEXT) {
            try {
                Integer.parseInt(value);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        flag.text() + " is followed by \"" + value + "\": expected a number", e);
            }
        }
        return value;
    }

    private static boolean isFor(String prefix, String name) {
        return name.startsWith(prefix + "-");
    }

    private static String withoutPrefix(String name, String prefix) {
        return isFor(prefix, name) ? name.substring(prefix.length()) : name;
    }
}
