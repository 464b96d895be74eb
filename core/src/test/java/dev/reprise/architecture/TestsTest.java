package dev.reprise.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(packages = Floors.ROOT, importOptions = CoreClasses.Tests.class)
@Tag("sources")
class TestsTest {
    @ArchTest
    static final ArchRule noTestIsDisabled = noMethods().should().beAnnotatedWith(Disabled.class);

    @ArchTest
    static final ArchRule noTestClassIsDisabled = noClasses().should().beAnnotatedWith(Disabled.class);

    /** Surefire writes one report for a class; where two engines run one class, the second replaces the first. */
    @ArchTest
    static final ArchRule propertiesHaveClassesOfTheirOwn = classes().should(haveTestsOfOneEngine());

    private static ArchCondition<JavaClass> haveTestsOfOneEngine() {
        return new ArchCondition<>("have tests of one engine") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean tests = type.getMethods().stream().anyMatch(m -> m.isAnnotatedWith(Test.class));
                boolean properties = type.getMethods().stream().anyMatch(m -> m.isMetaAnnotatedWith(Property.class));
                events.add(new SimpleConditionEvent(
                        type, !(tests && properties), type.getName() + " has both tests and properties"));
            }
        };
    }
}
