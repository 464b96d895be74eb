package dev.reprise.cli.demo;

import dev.reprise.cli.Explanation;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Runs a main class for as long as the process that started this one is there. */
final class ChildMain {
    private ChildMain() {}

    /** @param arguments the parent's process ID, the main class, and what that is given */
    @SuppressWarnings("FutureReturnValueIgnored") // what follows the parent's end ends this process
    public static void main(String[] arguments) throws Throwable {
        ProcessHandle.of(Long.parseLong(arguments[0]))
                .ifPresentOrElse(
                        parent -> parent.onExit()
                                .thenRun(() -> Runtime.getRuntime().halt(1)),
                        () -> Runtime.getRuntime().halt(1));
        String[] rest = java.util.Arrays.copyOfRange(arguments, 2, arguments.length);
        try {
            MethodHandles.lookup()
                    .findStatic(Class.forName(arguments[1]), "main", MethodType.methodType(void.class, String[].class))
                    .invokeExact(rest);
        } catch (IOException e) {
            System.err.println(Explanation.of(e));
            Runtime.getRuntime().halt(1);
        }
    }
}
