package dev.dx.engine.npm.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.dx.engine.InMemory;
import dev.dx.engine.npm.tree.Edge;
import dev.dx.engine.npm.tree.TreeNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeWorkspaceTest {
    private static final int MEMBERS = 1000;
    private static final int PACKAGES = 3000;
    private static final long SEED = 1;

    @TempDir(factory = InMemory.class)
    Path folder;

    /** A JVM of its own, with a heap far below a gigabyte: the whole process is to stay below that. */
    @Test
    void resolvesAThousandMembersBelowAGigabyte() throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx640m",
                        "-Xmn300m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Resolution.class.getName(),
                        Files.createDirectory(folder.resolve("project")).toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly();
        String said = Files.readString(output);
        assertTrue(ended, said);
        assertEquals(0, process.exitValue(), said);
        assertTrue(said.contains("every wish of " + MEMBERS + " members answered"), said);
    }

    @Test
    void resolvesMembersThatNeedEachOther() throws IOException {
        TreeNode project = Resolution.resolve(folder, 3, 50);
        for (int member = 0; member < 3; member++) {
            Edge next = member(project, member).edgeOut(Resolution.member((member + 1) % 3));
            assertTrue(next != null && next.isValid());
            TreeNode answer = next.to();
            assertTrue(answer != null && answer.isLink() && answer.target() == member(project, (member + 1) % 3));
        }
    }

    private static TreeNode member(TreeNode project, int number) {
        Edge edge = project.edgeOut(Resolution.member(number));
        TreeNode link = edge == null ? null : edge.to();
        if (link == null) {
            throw new AssertionError("no member " + number);
        }
        return link.target();
    }

    /** Members that each need the next, some others and packages of a registry, in a ring. */
    static final class Resolution {
        private Resolution() {}

        public static void main(String[] arguments) throws IOException {
            long started = System.nanoTime();
            TreeNode project = resolve(Path.of(arguments[0]), MEMBERS, PACKAGES);
            long nanos = System.nanoTime() - started;
            int folders = 0;
            for (TreeNode node : project.everyNode()) {
                for (Edge edge : node.edgesOut()) {
                    if (!edge.isValid()) {
                        throw new AssertionError("nothing answers " + edge);
                    }
                }
                folders += node.isFolder() ? 1 : 0;
            }
            System.out.printf(
                    "every wish of %d members answered: %d places in %d ms, seed %d%n",
                    folders, project.everyNode().size(), TimeUnit.NANOSECONDS.toMillis(nanos), SEED);
        }

        static String member(int number) {
            return "@members/member-" + number;
        }

        static TreeNode resolve(Path folder, int count, int packages) throws IOException {
            Random random = new Random(SEED);
            Map<String, String> members = new LinkedHashMap<>();
            for (int number = 0; number < count; number++) {
                Map<String, String> dependencies = new LinkedHashMap<>();
                dependencies.put(member((number + 1) % count), "*");
                dependencies.put(member(random.nextInt(count)), "^1.0.0");
                for (int left = 8; left > 0; left--) {
                    dependencies.put(
                            GeneratedRegistry.nameOf(random.nextInt(packages)), GeneratedRegistry.range(random));
                }
                dependencies.remove(member(number));
                Path place = Files.createDirectories(folder.resolve("packages/member-" + number));
                Files.writeString(
                        place.resolve("package.json"),
                        GeneratedRegistry.manifest(member(number), "1.0.0", dependencies, Map.of())
                                .toString(),
                        StandardCharsets.UTF_8);
                members.put(member(number), "packages/member-" + number);
            }
            NpmSpecs specs = new NpmSpecs(
                    NpmSpecs.Peers.INSTALLED, new NpmSpecs.ProjectLayout(folder, members, (name, spec) -> spec));
            ResolveRules rules = GeneratedProject.rules(specs);
            TreeNode project = TreeNode.project(GeneratedRegistry.project(0), members, specs);
            Provisions provisions = new Provisions(
                    new GeneratedRegistry(packages, SEED),
                    DirectSource.NONE,
                    BundledPackages.UNKNOWN,
                    Pins.NONE,
                    new LocalFolders(folder));
            new Resolver(rules, Requests.NONE, provisions, ResolveListener.SILENT)
                    .resolve(project, Resolver.Unneeded.REMOVED);
            return project;
        }
    }
}
