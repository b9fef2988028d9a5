package dev.signalbox.local.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** That what the documents name is there. */
class DocumentsTest {

    static Stream<Path> documents() {
        return Stream.concat(Stream.of(Project.HOME.resolve("README.md"), Project.HOME.resolve("CONTRIBUTING.md")),
                Project.files("docs", ".md").stream());
    }

    @Test
    void everyLinkToAFileLeadsToOne() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path document : documents().toList()) {
            for (var match : Project.matches("]\\(([^)#\\s]+)(?:#[^)]*)?\\)", Files.readString(document))) {
                if (!match.group(1).contains("://")) {
                    links++;
                    if (!Files.exists(document.resolveSibling(match.group(1)))) {
                        broken.add(document.getFileName() + " -> " + match.group(1));
                    }
                }
            }
        }
        assertTrue(links > 3, "links seen: " + links);
        assertEquals(List.of(), broken);
    }

    @Test
    void theTableOfPatternsIsTheOneThatIsTested() {
        assertTrue(Project.text("docs/rules.md").contains(Project.text("functions/src/test/resources/rules/globs.md")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"functions", "local", "bench"})
    void everyDependencyHasItsLine(String module) throws Exception {
        String text = Project.text("docs/dependencies.md");
        Set<String> silent = new TreeSet<>();
        Element pom = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(Project.HOME.resolve(module).resolve("pom.xml").toFile()).getDocumentElement();
        List<Element> dependencies = children(children(pom, "dependencies").getFirst(), "dependency");
        assertTrue(dependencies.size() > 1);
        for (Element dependency : dependencies) {
            String group = children(dependency, "groupId").getFirst().getTextContent();
            String artifact = children(dependency, "artifactId").getFirst().getTextContent();
            boolean ours = group.equals("dev.signalbox");
            boolean named = !Project.matches("(?<![\\w-])" + artifact + "(?![\\w-])", text).isEmpty()
                    || text.contains("`" + group + ":*`") || text.contains("`" + group + "` ");
            if (!ours && !named) {
                silent.add(group + ":" + artifact);
            }
        }
        assertEquals(Set.of(), silent);
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int index = 0; index < nodes.getLength(); index++) {
            Node node = nodes.item(index);
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
