package dev.reprise.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Date;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.NullMarked;

@AnalyzeClasses(packages = Floors.ROOT, importOptions = CoreClasses.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule eachFloorUsesOnlyWhatStandsBelowIt = classes().should(Floors.standOnAFloorAndUseNoneAbove());

    @ArchTest
    static final ArchRule messagesKnowNothingOfRecords = noClasses()
            .that()
            .resideInAPackage("..internal.message..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..internal.record..");

    @ArchTest
    static final ArchRule theClientKnowsNothingOfTheServer = noClasses()
            .that()
            .resideInAPackage("..handshake.client..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..handshake.server..");

    @ArchTest
    static final ArchRule theServerKnowsNothingOfTheClient = noClasses()
            .that()
            .resideInAPackage("..handshake.server..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..handshake.client..");

    @ArchTest
    static final ArchRule nothingIsNeededButTheJdk = classes()
            .should()
            .onlyDependOnClassesThat(inPackages("java.", "javax.", "dev.reprise", "org.jspecify.annotations")
                    .or(DescribedPredicate.describe("primitives", JavaClass::isPrimitive))
                    .or(DescribedPredicate.describe("arrays", JavaClass::isArray)));

    @ArchTest
    static final ArchRule loggingIsSystemLogger =
            noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

    @ArchTest
    static final ArchRule nothingIsPrinted = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule timeComesFromOutside = noClasses()
            .that(areNotWhereDefaultsAreSet())
            .should(access("the system's clock", target -> {
                String owner = target.getOwner().getName();
                return target.getOwner().isEquivalentTo(System.class)
                                && Set.of("currentTimeMillis", "nanoTime").contains(target.getName())
                        || owner.startsWith("java.time.") && target.getName().equals("now") && !takesAClock(target)
                        || target.getOwner().isEquivalentTo(Clock.class)
                                && (target.getName().startsWith("system")
                                        || target.getName().startsWith("tick") && !takesAClock(target))
                        || target.getOwner().isEquivalentTo(InstantSource.class)
                                && target.getName().equals("system")
                        || target.getOwner().isEquivalentTo(Date.class) && isConstructorWithoutParameters(target);
            }));

    @ArchTest
    static final ArchRule randomnessComesFromOutside = noClasses()
            .that(areNotWhereDefaultsAreSet())
            .should(access(
                    "a source of randomness of its own",
                    target -> target.getOwner().isEquivalentTo(SecureRandom.class)
                                    && (target.getName().equals("<init>")
                                            || target.getName().startsWith("getInstance"))
                            || target.getOwner().isEquivalentTo(UUID.class)
                                    && target.getName().equals("randomUUID")));

    @ArchTest
    static final ArchRule noRandomnessIsWeak = noClasses()
            .should(access(
                    "weak randomness",
                    target -> target.getOwner().isEquivalentTo(java.util.Random.class)
                                    && target.getName().equals("<init>")
                            || target.getOwner().isEquivalentTo(ThreadLocalRandom.class)
                            || target.getOwner().getName().equals("java.util.SplittableRandom")
                            || target.getOwner().isEquivalentTo(Math.class)
                                    && target.getName().equals("random")));

    @ArchTest
    static final ArchRule theCoreStartsNoThread = noClasses()
            .that(DescribedPredicate.describe(
                    "are not what tells JSSE's listeners, which expect a thread of their own",
                    type -> !type.getName().equals("dev.reprise.internal.jsse.HandshakeCompletedNotice")))
            .should(access(
                    "threads of its own",
                    target -> target.getOwner().isEquivalentTo(Thread.class)
                                    && Set.of("<init>", "start").contains(target.getName())
                            || target.getOwner().isEquivalentTo(Executors.class)
                            || target.getOwner().isEquivalentTo(ForkJoinPool.class)
                            || target.getOwner().getName().equals("java.util.Timer")
                            || target.getOwner().getName().equals("java.util.concurrent.CompletableFuture")
                                    && target.getName().endsWith("Async")));

    @ArchTest
    static final ArchRule thingsHaveNames = noClasses()
            .that(DescribedPredicate.not(assignableTo(KeyManager.class)))
            .and(DescribedPredicate.not(assignableTo(TrustManager.class)))
            .should()
            .haveNameMatching(".*(Utils?|Helper|Manager|Impl)");

    @ArchTest
    static final ArchRule everyPackageSaysWhatMayBeNull = classes().should(beInANullMarkedPackage());

    @ArchTest
    static final ArchRule thePublicFaceShowsNothingInternal = classes()
            .that()
            .arePublic()
            .and()
            .resideInAnyPackage("dev.reprise", "dev.reprise.jsse", "dev.reprise.session")
            .should(showNothingInternal());

    /** Where the system's clock and randomness are filled in for a caller who gave none. */
    private static DescribedPredicate<JavaClass> areNotWhereDefaultsAreSet() {
        return DescribedPredicate.describe(
                "are not where defaults are set",
                type -> !Set.of("dev.reprise", "dev.reprise.internal.settings").contains(type.getPackageName()));
    }

    private static DescribedPredicate<JavaClass> inPackages(String... prefixes) {
        return DescribedPredicate.describe("in " + String.join("*, ", prefixes) + "*", type -> {
            for (String prefix : prefixes) {
                if (type.getBaseComponentType().getName().startsWith(prefix)) {
                    return true;
                }
            }
            return false;
        });
    }

    private static ArchCondition<JavaClass> access(String what, java.util.function.Predicate<AccessTarget> forbidden) {
        return new ArchCondition<>("access " + what) {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                for (JavaAccess<?> access : user.getAccessesFromSelf()) {
                    events.add(new SimpleConditionEvent(
                            access, forbidden.test(access.getTarget()), access.getDescription()));
                }
            }
        };
    }

    private static boolean takesAClock(AccessTarget target) {
        return target instanceof AccessTarget.CodeUnitAccessTarget unit
                && unit.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Clock.class));
    }

    private static boolean isConstructorWithoutParameters(AccessTarget target) {
        return target instanceof AccessTarget.ConstructorCallTarget constructor
                && constructor.getRawParameterTypes().isEmpty();
    }

    private static ArchCondition<JavaClass> beInANullMarkedPackage() {
        return new ArchCondition<>("be in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                JavaPackage home = type.getPackage();
                events.add(new SimpleConditionEvent(
                        type,
                        home.isAnnotatedWith(NullMarked.class),
                        type.getName() + " is in a package whose package-info lacks @NullMarked"));
            }
        };
    }

    private static ArchCondition<JavaClass> showNothingInternal() {
        return new ArchCondition<>("show nothing internal") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaMember member : type.getMembers()) {
                    if (!member.getModifiers().contains(JavaModifier.PUBLIC)
                            && !member.getModifiers().contains(JavaModifier.PROTECTED)) {
                        continue;
                    }
                    for (JavaClass shown : member.getAllInvolvedRawTypes()) {
                        events.add(new SimpleConditionEvent(
                                member,
                                !shown.getPackageName().startsWith("dev.reprise.internal"),
                                member.getFullName() + " shows " + shown.getName()));
                    }
                    if (member instanceof JavaMethod method) {
                        for (JavaClass thrown : method.getExceptionTypes()) {
                            events.add(new SimpleConditionEvent(
                                    member,
                                    !thrown.getPackageName().startsWith("dev.reprise.internal"),
                                    member.getFullName() + " throws " + thrown.getName()));
                        }
                    }
                }
            }
        };
    }
}
