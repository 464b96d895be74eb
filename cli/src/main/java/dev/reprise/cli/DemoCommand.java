package dev.reprise.cli;

import dev.reprise.cli.demo.Demo;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code reprise demo}: the main job in one command. */
@Command(
        name = "demo",
        description =
                "Show the main job, measured now on this machine: two server nodes and clients, each a process of its"
                        + " own; clients connect to one node, end, and resume on the other, and after a restart. Beside it, what"
                        + " the JDK's own provider does. Then what is refused, and why. Takes about a minute; needs nothing"
                        + " installed, listens on the loopback address only and leaves nothing behind.",
        footer = {
            "",
            "Bytes and round trips are counted by a relay that stands between clients and nodes in place of a",
            "load balancer, over a path of 10 ms each way where time matters. Whether a session was resumed is",
            "read off the wire too, and has to agree with what both sides report.",
            "Exit status: 0 if everything that should resume did, and nothing else; else 1."
        })
final class DemoCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private OutputOptions output = new OutputOptions();

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            return Demo.run(console, output.json) ? 0 : Failure.FAILED;
        } catch (IOException e) {
            throw Failure.failed("the demo could not go on", e);
        }
    }
}
