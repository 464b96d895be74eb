package dev.reprise.bogo;

import dev.reprise.internal.wire.TlsFault;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One invocation of the shim: the connections of one test, one after the other. */
final class Shim {
    private static final int DONE = 0;
    private static final int FAILED = 1;
    /** By which the runner knows a test that the shim cannot run. */
    private static final int UNIMPLEMENTED = 89;

    private Shim() {}

    /**
     * What a process ends with.
     *
     * @param status its exit status
     * @param output its standard output, lines
     * @param errors its standard error, lines; none where all went well
     */
    record Result(int status, List<String> output, List<String> errors) {
        private static Result failed(int status, String error) {
            return new Result(status, List.of(), List.of(error));
        }
    }

    static Result run(List<String> arguments) {
        try {
            CommandLine command = CommandLine.parse(arguments);
            if (command.initial().has(Flag.IS_HANDSHAKER_SUPPORTED)) {
                return new Result(DONE, List.of("No"), List.of());
            }
            connect(command);
            return new Result(DONE, List.of(), List.of());
        } catch (Unimplemented missing) {
            return Result.failed(UNIMPLEMENTED, "not implemented: " + missing.getMessage());
        } catch (TlsFault fault) {
            return Result.failed(
                    FAILED,
                    fault.getCause() instanceof Complaint complaint
                            ? "unexpected: " + complaint.getMessage()
                            : FaultLine.of(fault));
        } catch (Complaint complaint) {
            return Result.failed(FAILED, "unexpected: " + complaint.getMessage());
        } catch (IOException | IllegalArgumentException broken) {
            return Result.failed(FAILED, broken.toString());
        }
    }

    private static void connect(CommandLine command) throws IOException {
        Endpoints endpoints = new Endpoints(new AdvancingClock(Instant.now()));
        int last = command.initial().number(Flag.RESUME_COUNT, 0);
        int sessions = 0;
        for (int i = 0; i <= last; i++) {
            Options options = i == 0 ? command.initial() : command.resume();
            if (i > 0 && !options.has(Flag.SERVER) && sessions == 0) {
                throw new Complaint("there is no session to offer");
            }
            sessions = Exchange.run(options, i > 0, endpoints);
            endpoints.clock().advance(Duration.ofSeconds(options.number(Flag.RESUMPTION_DELAY, 0)));
        }
    }
}
