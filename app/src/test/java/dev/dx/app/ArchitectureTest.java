package dev.dx.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which part of DX may know which, what is refused, and why. */
class ArchitectureTest {
    private static final String ENGINE = "dev.dx.engine";

    /** What each package of the engine may use, besides the root package and whatever those it may use use. */
    private static final Map<String, Set<String>> ENGINE_USES = Map.ofEntries(
            Map.entry("binary", Set.of()),
            Map.entry("pack", Set.of("binary")),
            Map.entry("graph", Set.of()),
            Map.entry("lock", Set.of("binary", "graph")),
            Map.entry("wire", Set.of("binary")),
            Map.entry("store", Set.of("binary", "pack")),
            Map.entry("cache", Set.of("binary")),
            Map.entry("fetch", Set.of("wire", "pack", "store", "cache")),
            Map.entry("link", Set.of("graph", "store")),
            Map.entry("npm", Set.of("graph", "fetch")),
            Map.entry("script", Set.of("npm")),
            Map.entry("install", Set.of("lock", "link", "npm", "script")));

    private static final Set<String> SCREENS =
            Set.of("projects", "browse", "convert", "graph", "store", "cache", "registry", "bench", "settings");

    private static final JavaClasses DX = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.dx");

    @Test
    void engineKnowsNobody() {
        noClasses()
                .that()
                .resideInAPackage("dev.dx.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.dx.converter..", "dev.dx.registry..", "dev.dx.app..")
                .because("the engine is used by the window, the command, the converter and the registry alike")
                .check(DX);
    }

    @Test
    void converterKnowsTheEngineAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.dx.converter..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.dx.registry..", "dev.dx.app..")
                .because("packages are converted without a server and without a window")
                .check(DX);
    }

    @Test
    void nothingDependsOnTheApp() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.dx.app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.dx.app..")
                .because("everything but the window and the command can be used without them")
                .check(DX);
    }

    @Test
    void packagesOfTheEngineUseWhatTheyMay() {
        classes()
                .that()
                .resideInAPackage("dev.dx.engine..")
                .should(useOnlyWhatTheirPackageMay())
                .because(
                        "what is lower knows nothing of what is higher: the store of no project, a link of no registry")
                .check(DX);
    }

    @Test
    void javaFxStaysInTheWindow() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.dx.app.gui..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx..", "com.sun.javafx..", "atlantafx..", "org.controlsfx..", "org.kordamp..")
                .because("a command must not load a toolkit, and a server has no display")
                .check(DX);
    }

    @Test
    void commandLineKnowsNoWindow() {
        noClasses()
                .that()
                .resideInAPackage("dev.dx.app.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.dx.app.gui..")
                .because("a command must start without the toolkit on its class path")
                .check(DX);
    }

    @Test
    void screensDoNotKnowEachOther() {
        slices().assignedFrom(screens())
                .should()
                .notDependOnEachOther()
                .because("a screen can be taken out or replaced without touching another; Services wires them")
                .check(DX);
    }

    @Test
    void packagesOfTheEngineAreFreeOfCycles() {
        slices().matching(ENGINE + ".(**)")
                .should()
                .beFreeOfCycles()
                .because("what is below can be read, tested and replaced without what is above it")
                .check(DX);
        slices().matching("dev.dx.app.cli.(**)")
                .should()
                .beFreeOfCycles()
                .because("a command knows its call, and not the command line that made it")
                .check(DX);
    }

    @Test
    void modelsOfScreensKnowNoControls() {
        noClasses()
                .that()
                .resideInAPackage("dev.dx.app.gui..")
                .and()
                .haveSimpleNameEndingWith("Model")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("javafx.scene..", "javafx.stage..", "javafx.fxml..")
                .because("models are tested without a display")
                .check(DX);
    }

    @Test
    void everyPackageSaysWhatItIs() {
        classes()
                .should(new ArchCondition<JavaClass>("be in a @NullMarked package with a package-info") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                        events.add(new SimpleConditionEvent(type, marked, type.getPackageName() + " has none"));
                    }
                })
                .because("it holds what is always true there, and turns on the checks for null")
                .check(DX);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching("dev\\.dx\\..*(Impl|Manager|Helper|Helpers|Util|Utils|Common|Misc)")
                .because("such a name says nothing, and what has it grows without end")
                .check(DX);
    }

    @Test
    void implementationsAreNamedForWhatDiffers() {
        noClasses()
                .that()
                .implement(DescribedPredicate.describe(
                        "an interface of ours", type -> type.getPackageName().startsWith("dev.dx.")))
                .should()
                .haveNameMatching("dev\\.dx\\.(.*\\.)?Default[A-Z].*")
                .because("that one is the default says nothing of what it does")
                .check(DX);
    }

    @Test
    void noPackageIsAGrabBag() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..helpers..", "..misc..")
                .because("a helper lives with its only user, or gets a concept's name")
                .check(DX);
    }

    @Test
    void environmentIsReadInOnePlace() {
        noClasses()
                .that()
                .resideInAPackage("dev.dx.engine..")
                .and()
                .doNotHaveSimpleName("Environment")
                .should()
                .callMethodWhere(isCallTo("getenv"))
                .because("one engine works for many callers, each with an environment of its own")
                .check(DX);
    }

    @Test
    void onlyTheProgramEndsTheProcess() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("dev.dx.app.Main")
                .should()
                .callMethodWhere(isCallTo("exit"))
                .because("an engine that ends the process takes the window and other people's work with it")
                .check(DX);
    }

    private static DescribedPredicate<JavaMethodCall> isCallTo(String method) {
        return DescribedPredicate.describe(
                "System." + method,
                call -> call.getTargetOwner().isEquivalentTo(System.class)
                        && call.getTarget().getName().equals(method));
    }

    private static ArchCondition<JavaClass> useOnlyWhatTheirPackageMay() {
        return new ArchCondition<>("use only what their package may") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String own = packageOfEngine(type);
                if (own == null) {
                    return;
                }
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    String used = packageOfEngine(dependency.getTargetClass());
                    if (used != null && !used.equals(own) && !used.isEmpty() && !mayUse(own, used)) {
                        events.add(SimpleConditionEvent.violated(type, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean mayUse(String own, String wanted) {
        Set<String> seen = new HashSet<>();
        List<String> next = List.of(own);
        while (!next.isEmpty()) {
            next = next.stream().flatMap(name -> usedBy(name)).filter(seen::add).toList();
        }
        return seen.contains(wanted);
    }

    private static Stream<String> usedBy(String name) {
        Set<String> used = ENGINE_USES.get(name);
        if (used == null && !name.isEmpty()) {
            throw new AssertionError("ENGINE_USES does not say what " + ENGINE + "." + name + " may use");
        }
        return used == null ? Stream.empty() : used.stream();
    }

    /** {@code npm} for {@code dev.dx.engine.npm.lock}, empty for the root package, null outside the engine. */
    private static @Nullable String packageOfEngine(JavaClass type) {
        String name = type.getPackageName();
        if (name.equals(ENGINE)) {
            return "";
        }
        if (!name.startsWith(ENGINE + ".")) {
            return null;
        }
        String rest = name.substring(ENGINE.length() + 1);
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private static SliceAssignment screens() {
        return new SliceAssignment() {
            @Override
            public String getDescription() {
                return "screens";
            }

            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                String gui = "dev.dx.app.gui.";
                String name = type.getPackageName();
                if (!name.startsWith(gui)) {
                    return SliceIdentifier.ignore();
                }
                String screen = name.substring(gui.length()).replaceFirst("\\..*", "");
                return SCREENS.contains(screen) ? SliceIdentifier.of(screen) : SliceIdentifier.ignore();
            }
        };
    }
}
