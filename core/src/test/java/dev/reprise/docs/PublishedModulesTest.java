package dev.reprise.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** The list of versions, and the pages that name the modules, against what the build publishes: every jar that it does not hold back. */
@Tag("sources")
class PublishedModulesTest {
    private static final Path ROOT = Path.of("..");
    private static final String BOM = "bom";

    /** What a {@code pom.xml} says of its module. */
    private record Module(String folder, String artifact, String version, boolean published) {}

    @Test
    void areThoseOfTheListOfVersions() {
        Element bom = pom(ROOT.resolve(BOM));

        assertThat(children(path(bom, "dependencyManagement", "dependencies"), "dependency")
                        .map(dependency -> text(dependency, "groupId") + ":" + text(dependency, "artifactId") + ":"
                                + text(dependency, "version")))
                .containsExactlyInAnyOrderElementsOf(publishedJars()
                        .map(module -> "dev.reprise:" + module.artifact() + ":${project.version}")
                        .toList());
    }

    @Test
    void haveTheVersionOfTheBuild() {
        String version = text(pom(ROOT), "version");

        assertThat(modules()).extracting(Module::version).containsOnly(version);
    }

    @Test
    void areThoseThatThePageOfReleasesNames() throws IOException {
        assertThat(rows("RELEASING.md", "\\| `dev\\.reprise:([a-z-]+)` \\| yes \\|.*"))
                .containsExactlyInAnyOrderElementsOf(modules()
                        .filter(Module::published)
                        .map(Module::artifact)
                        .toList());
    }

    @Test
    void standWithAllOthersInTheArchitecture() throws IOException {
        assertThat(rows("ARCHITECTURE.md", "\\| `([a-z/-]+/` \\| (?:`[a-z-]+`|not published)) \\|.*"))
                .containsExactlyInAnyOrderElementsOf(modules()
                        .map(module -> module.folder() + "/` | "
                                + (module.published() ? "`" + module.artifact() + "`" : "not published"))
                        .toList());
    }

    private static Stream<Module> publishedJars() {
        return modules().filter(module -> module.published() && !module.folder().equals(BOM));
    }

    /** Those of the build itself and of its profiles. */
    private static Stream<Module> modules() {
        Element root = pom(ROOT);
        List<Element> lists = new ArrayList<>(List.of(path(root, "modules")));
        children(path(root, "profiles"), "profile")
                .flatMap(profile -> children(profile, "modules"))
                .forEach(lists::add);
        return lists.stream()
                .flatMap(list -> children(list, "module"))
                .map(module -> read(module.getTextContent().strip()));
    }

    private static Module read(String folder) {
        Element pom = pom(ROOT.resolve(folder));
        boolean heldBack = children(pom, "properties")
                .flatMap(properties -> children(properties, "maven.deploy.skip"))
                .anyMatch(skip -> skip.getTextContent().strip().equals("true"));
        String version = children(pom, "version")
                .findFirst()
                .map(own -> own.getTextContent().strip())
                .orElseGet(() -> text(path(pom, "parent"), "version"));
        return new Module(folder, text(pom, "artifactId"), version, !heldBack);
    }

    private static List<String> rows(String page, String row) throws IOException {
        Pattern pattern = Pattern.compile(row);
        return Files.readAllLines(ROOT.resolve(page)).stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(1))
                .toList();
    }

    private static Element pom(Path folder) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(folder.resolve("pom.xml").toFile())
                    .getDocumentElement();
        } catch (Exception e) {
            throw new IllegalStateException("no pom.xml in " + folder, e);
        }
    }

    private static Element path(Element from, String... names) {
        Element at = from;
        for (String name : names) {
            at = children(at, name)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no <" + name + ">: expected it in the pom.xml"));
        }
        return at;
    }

    private static String text(Element from, String name) {
        return path(from, name).getTextContent().strip();
    }

    private static Stream<Element> children(Element from, String name) {
        List<Element> found = new ArrayList<>();
        NodeList all = from.getChildNodes();
        for (int i = 0; i < all.getLength(); i++) {
            Node node = all.item(i);
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found.stream();
    }
}
