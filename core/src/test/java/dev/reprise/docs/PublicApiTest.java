package dev.reprise.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The public classes of the exported packages with their public and protected members, as they were approved. What changes here changes what
 * others compile against; {@code mvn -pl core test -Dtest=PublicApiTest -Dreprise.approveApi=true} approves it, and the difference is there to be read.
 */
@Tag("sources")
class PublicApiTest {
    private static final Path APPROVED = Path.of("src/test/resources/public-api.txt");
    private static final Set<String> EXPORTED = Set.of("dev.reprise", "dev.reprise.jsse", "dev.reprise.session");

    @Test
    void isTheOneThatWasApproved() throws IOException {
        String found = String.join("\n", listing()) + "\n";
        if (Boolean.getBoolean("reprise.approveApi")) {
            Files.writeString(APPROVED, found);
        }

        assertThat(found.lines()).containsExactlyElementsOf(Files.readAllLines(APPROVED));
    }

    private static List<String> listing() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(EXPORTED).stream()
                        .filter(each -> EXPORTED.contains(each.getPackageName()))
                        .map(JavaClass::reflect)
                        .filter(PublicApiTest::isReachable)
                        .sorted(Comparator.comparing(Class::getName))
                        .flatMap(PublicApiTest::lines)
                        .toList();
    }

    private static boolean isReachable(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return isShown(type.getModifiers()) && (outer == null || isReachable(outer));
    }

    private static boolean isShown(int modifiers) {
        return (modifiers & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    private static Stream<String> lines(Class<?> type) {
        Set<String> members = new TreeSet<>();
        for (Field field : type.getDeclaredFields()) {
            add(members, field, field.toGenericString());
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            add(members, constructor, constructor.toGenericString());
        }
        for (Method method : type.getDeclaredMethods()) {
            add(members, method, method.toGenericString());
        }
        return Stream.concat(
                Stream.of(describe(type)),
                members.stream().map(member -> "    " + member.replace(type.getName() + ".", "")));
    }

    private static void add(Set<String> members, Member member, String description) {
        if (isShown(member.getModifiers()) && !member.isSynthetic()) {
            members.add(description);
        }
    }

    private static String describe(Class<?> type) {
        String kind = type.isAnnotation()
                ? "@interface"
                : type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
        int hidden = Modifier.INTERFACE | (type.isInterface() ? Modifier.ABSTRACT : 0);
        String described = Modifier.toString(type.getModifiers() & ~hidden) + " " + (type.isSealed() ? "sealed " : "")
                + kind + " " + type.getName() + variables(type);
        Type above = type.getGenericSuperclass();
        if (above != null && above != Object.class && !type.isEnum() && !type.isRecord()) {
            described += " extends " + above.getTypeName();
        }
        if (type.getInterfaces().length > 0) {
            described += " implements " + names(type.getGenericInterfaces());
        }
        return type.isSealed() ? described + " permits " + names(type.getPermittedSubclasses()) : described;
    }

    private static String variables(Class<?> type) {
        TypeVariable<?>[] variables = type.getTypeParameters();
        return variables.length == 0
                ? ""
                : Arrays.stream(variables)
                        .map(variable -> variable.getName() + " extends " + names(variable.getBounds()))
                        .collect(Collectors.joining(", ", "<", ">"));
    }

    private static String names(Type[] types) {
        return Arrays.stream(types).map(Type::getTypeName).collect(Collectors.joining(", "));
    }
}
