package dev.reprise.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Writes the inputs that the targets start from: {@code WriteSeeds FOLDER CLASS...}. Keys and times in them are new each time. */
public final class WriteSeeds {
    private WriteSeeds() {}

    public static void main(String[] args) throws IOException, ReflectiveOperationException {
        for (String name : Arrays.asList(args).subList(1, args.length)) {
            Class<?> target = Class.forName(name);
            Method fuzzed = Arrays.stream(target.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(FuzzTest.class))
                    .findFirst()
                    .orElseThrow();
            Path folder =
                    Path.of(args[0]).resolve(name.replace('.', '/') + "Inputs").resolve(fuzzed.getName());
            Files.createDirectories(folder);
            Method seeds = target.getDeclaredMethod("seeds", Seeds.class);
            seeds.setAccessible(true);
            Seeds collected = new Seeds();
            seeds.invoke(null, collected);
            Set<ByteBuffer> written = new HashSet<>();
            for (Map.Entry<String, byte[]> each : collected.inputs().entrySet()) {
                if (written.add(ByteBuffer.wrap(each.getValue()))) {
                    Files.write(folder.resolve(each.getKey()), each.getValue());
                }
            }
        }
    }
}
