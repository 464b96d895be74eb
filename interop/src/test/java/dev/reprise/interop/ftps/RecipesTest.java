package dev.reprise.interop.ftps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.reprise.interop.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What docs/ftps.md prints is what the tests here run. */
class RecipesTest {
    private static final String SOURCES = "interop/src/test/java/dev/reprise/interop/ftps/";

    @ParameterizedTest
    @ValueSource(strings = {"ResumingFtpsClient", "DataConnections", "ResumedDataConnections"})
    void theGuidePrintsTheSourceThatIsTested(String recipe) throws IOException {
        Path project = project();
        String source = Files.readString(project.resolve(SOURCES + recipe + ".java"));
        String printed = source.substring(source.indexOf("\n") + 1).strip();

        assertThat(Files.readString(project.resolve("docs/ftps.md"))).contains("```java\n" + printed + "\n```\n");
    }

    private static Path project() {
        Path folder = Machine.target();
        while (!Files.exists(folder.resolve("docs/ftps.md"))) {
            folder = folder.resolveSibling("..").normalize();
            assertThat(folder.getNameCount())
                    .as("the folder that holds docs/ftps.md")
                    .isPositive();
        }
        return folder;
    }
}
