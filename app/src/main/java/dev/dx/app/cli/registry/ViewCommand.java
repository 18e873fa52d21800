package dev.dx.app.cli.registry;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.app.cli.text.Quantity;
import dev.dx.app.cli.text.Style;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.npm.registry.PackagePage;
import dev.dx.engine.npm.registry.PublishedVersion;
import dev.dx.engine.npm.semver.Options;
import dev.dx.engine.npm.semver.Range;
import dev.dx.engine.npm.semver.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "view",
        aliases = {"info", "show", "v"},
        description = "Show what the registry says about a package.")
public final class ViewCommand implements Command {
    private static final int VERSIONS_SHOWN = 10;

    @Parameters(arity = "1", index = "0", paramLabel = "NAME[@VERSION]", description = "The package.")
    String spec = "";

    @Parameters(
            arity = "0..*",
            index = "1..*",
            paramLabel = "FIELD",
            description = "Show these alone: name, version, versions, description, license, homepage, repository, "
                    + "dist-tags, dependencies, deprecated, readme, time, size, tarball, integrity.")
    List<String> fields = new ArrayList<>();

    @Override
    public int run(Invocation invocation) {
        int at = spec.indexOf('@', 1);
        PackagePage page;
        try (Engine engine = invocation.openEngine(Map.of())) {
            page = engine.page(invocation.project(), at < 0 ? spec : spec.substring(0, at));
        }
        PublishedVersion version = at < 0 ? page.latest() : chosen(page, spec.substring(at + 1));
        if (version == null) {
            throw new DxException(
                    ErrorCode.DX_NOT_FOUND,
                    spec + ": no such version",
                    "Ask for one that exists; the latest is " + page.distTags().getOrDefault("latest", "not named")
                            + ".");
        }
        if (!fields.isEmpty()) {
            printFields(page, version, invocation);
        } else if (invocation.isJson()) {
            invocation.print(json(page, version));
        } else {
            lines(page, version, invocation.outStyle()).forEach(invocation::print);
        }
        return ExitCode.DONE.number();
    }

    private static @Nullable PublishedVersion chosen(PackagePage page, String wanted) {
        PublishedVersion exact = page.version(page.distTags().getOrDefault(wanted, wanted));
        Range range = Range.parse(wanted, Options.LOOSE);
        if (exact != null || range == null) {
            return exact;
        }
        for (PublishedVersion each : page.versions()) {
            Version number = Version.parse(each.version(), Options.LOOSE);
            if (number != null && range.satisfies(number)) {
                return each;
            }
        }
        return null;
    }

    private void printFields(PackagePage page, PublishedVersion version, Invocation invocation) {
        JsonWriter json = new JsonWriter().object();
        for (String field : fields) {
            List<String> values = values(field, page, version);
            if (values.size() == 1) {
                json.field(field, values.getFirst());
            } else {
                json.field(field, values);
            }
            if (!invocation.isJson()) {
                String start = fields.size() == 1 ? "" : field + " = ";
                values.forEach(value -> value.lines().forEach(line -> invocation.print(start + Printable.line(line))));
            }
        }
        if (invocation.isJson()) {
            invocation.print(json.end().finish());
        }
    }

    private static List<String> values(String field, PackagePage page, PublishedVersion version) {
        return switch (field) {
            case "name" -> List.of(page.name());
            case "version" -> List.of(version.version());
            case "versions" ->
                page.versions().reversed().stream()
                        .map(PublishedVersion::version)
                        .toList();
            case "description" -> List.of(page.description());
            case "license" -> present(version.license() == null ? page.license() : version.license());
            case "homepage" -> present(page.homepage());
            case "repository", "repository.url" -> present(page.repository());
            case "dist-tags" -> pairs(page.distTags());
            case "dependencies" -> pairs(version.dependencies());
            case "deprecated" -> present(version.deprecated());
            case "readme" -> List.of(page.readme());
            case "time" -> present(Objects.toString(version.published(), null));
            case "size", "dist.unpackedSize" ->
                version.unpackedSize() < 0 ? List.of() : List.of(Long.toString(version.unpackedSize()));
            case "tarball", "dist.tarball" -> present(version.tarball());
            case "integrity", "dist.integrity" -> present(version.integrity());
            default ->
                throw new DxException(
                        ErrorCode.DX_USAGE, "dx view: no field " + field, "dx view --help lists the fields.");
        };
    }

    private static List<String> present(@Nullable String value) {
        return value == null ? List.of() : List.of(value);
    }

    private static List<String> pairs(Map<String, String> map) {
        return map.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .toList();
    }

    private static List<String> lines(PackagePage page, PublishedVersion version, Style style) {
        List<String> lines = new ArrayList<>();
        lines.add(style.bold(Printable.line(page.name() + "@" + version.version())) + " | "
                + Printable.line(Objects.requireNonNullElse(version.license(), "no licence said"))
                + " | " + version.dependencies().size() + " dependencies | "
                + page.versions().size() + " versions");
        if (version.deprecated() != null) {
            lines.add(style.red("deprecated") + " " + Printable.line(version.deprecated()));
        }
        if (!page.description().isEmpty()) {
            lines.add(Printable.line(page.description()));
        }
        Map<String, String> facts = new LinkedHashMap<>();
        put(facts, "homepage", page.homepage());
        put(facts, "repository", page.repository());
        put(facts, "keywords", String.join(", ", page.keywords()));
        put(facts, "commands", String.join(", ", version.bins()));
        put(facts, "published", Objects.toString(version.published(), null));
        put(
                facts,
                "size",
                version.unpackedSize() < 0
                        ? null
                        : Quantity.bytes(version.unpackedSize())
                                + (version.fileCount() < 0 ? "" : " in " + version.fileCount() + " files"));
        put(facts, "tarball", version.tarball());
        put(facts, "integrity", version.integrity());
        put(facts, "dependencies", String.join(", ", pairs(version.dependencies())));
        put(facts, "peers", String.join(", ", pairs(version.peerDependencies())));
        put(
                facts,
                "maintainers",
                page.maintainers().stream().map(PackagePage.Person::name).collect(Collectors.joining(", ")));
        put(facts, "tags", String.join(", ", pairs(page.distTags())));
        put(
                facts,
                "newest",
                page.versions().stream()
                        .limit(VERSIONS_SHOWN)
                        .map(PublishedVersion::version)
                        .collect(Collectors.joining(", ")));
        facts.forEach((name, value) -> lines.add(name + " ".repeat(14 - name.length()) + Printable.line(value)));
        return lines;
    }

    private static void put(Map<String, String> facts, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            facts.put(name, value);
        }
    }

    private static String json(PackagePage page, PublishedVersion version) {
        JsonWriter json = new JsonWriter()
                .object()
                .field("name", page.name())
                .field("version", version.version())
                .field("description", page.description())
                .field("license", version.license())
                .field("homepage", page.homepage())
                .field("repository", page.repository())
                .field("keywords", page.keywords())
                .field("deprecated", version.deprecated())
                .field("published", Objects.toString(version.published(), null))
                .field("unpackedSize", version.unpackedSize())
                .field("fileCount", version.fileCount())
                .field("tarball", version.tarball())
                .field("integrity", version.integrity());
        object(json, "dist-tags", page.distTags());
        object(json, "dependencies", version.dependencies());
        object(json, "peerDependencies", version.peerDependencies());
        object(json, "optionalDependencies", version.optionalDependencies());
        json.field(
                "maintainers",
                page.maintainers().stream().map(PackagePage.Person::name).toList());
        json.field("versions", values("versions", page, version));
        return json.end().finish();
    }

    private static void object(JsonWriter json, String key, Map<String, String> map) {
        json.object(key);
        map.forEach(json::field);
        json.end();
    }
}
