package dev.reprise.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the contract of the command line names and this version does not have: using it is answered, not guessed at. */
final class Later {
    private static final Map<String, String> NAMES = Map.of(
            "--early-data", "0-RTT",
            "--replay-guard", "0-RTT",
            "--status", "the status page",
            "probe", "probe",
            "bench", "bench");

    private Later() {}

    /** What to say to arguments that were not understood, if one of them is of a later version. */
    static Optional<String> about(List<String> arguments) {
        for (String argument : arguments) {
            String name = argument.split("=", 2)[0];
            String subject = NAMES.get(name);
            if (subject != null) {
                return Optional.of(
                        subject.equals(name)
                                ? "this version does not have '" + name + "' yet"
                                : "this version does not have " + subject + " yet, so there is no " + name);
            }
        }
        return Optional.empty();
    }
}
