package dev.dx.app.cli.store;

import dev.dx.app.cli.call.Command;
import dev.dx.app.cli.call.Invocation;
import dev.dx.app.cli.text.JsonWriter;
import dev.dx.app.cli.text.Printable;
import dev.dx.app.cli.text.Quantity;
import dev.dx.converter.Batch;
import dev.dx.converter.BatchReport;
import dev.dx.converter.Converted;
import dev.dx.converter.Measurement;
import dev.dx.converter.PackVerification;
import dev.dx.converter.PackageConverter;
import dev.dx.engine.DxException;
import dev.dx.engine.ErrorCode;
import dev.dx.engine.ExitCode;
import dev.dx.engine.install.Engine;
import dev.dx.engine.npm.config.NpmConfig;
import dev.dx.engine.pack.Pack;
import dev.dx.engine.pack.PackSettings;
import dev.dx.engine.store.PackExtraction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "convert",
        description = {
            "Make .dxp files of packages, and read them.",
            "",
            "  download NAME[@RANGE]...  fetch packages and convert them",
            "  batch LIST                the same for a file with one of them a line;",
            "                            what is there already is not made again",
            "  file PATH...              convert archives or folders",
            "  inspect FILE...           show what is in a .dxp",
            "  verify FILE...            check every byte of it; --against an archive",
            "                            compare the two file by file",
            "  extract FILE [DIR]        write its files into a new folder",
            "  measure DIR               sizes and decoding times of the archives in DIR"
        })
public final class ConvertCommand implements Command {
    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            description = "Where the .dxp files go; the current folder if it is not said.")
    String output = ".";

    @Option(
            names = {"-c", "--concurrency"},
            paramLabel = "N",
            description = "How many packages at once; 5 if it is not said.")
    int concurrency = 5;

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            description = "zstd, for the least bytes, or lz4, for the least time.")
    String codec = "zstd";

    @Option(
            names = "--level",
            paramLabel = "N",
            description = "How hard to compress: zstd 1 to 22 (19), lz4 1 to 12 (12).")
    @Nullable
    Integer level;

    @Option(names = "--against", paramLabel = "ARCHIVE", description = "With verify: the .tgz it must be the same as.")
    @Nullable
    String against;

    @Option(names = "--keep-archives", description = "With download and batch: leave the .tgz files beside.")
    boolean keepArchives;

    @Parameters(arity = "1", index = "0", paramLabel = "ACTION", description = "One of those above.")
    String action = "";

    @Parameters(arity = "0..*", index = "1..*", paramLabel = "ARGUMENT", description = "What the action is about.")
    List<String> arguments = new ArrayList<>();

    @Override
    public boolean needsOwnProcess(Invocation invocation) {
        return true;
    }

    @Override
    public int run(Invocation invocation) {
        return switch (action) {
            case "download" -> batch(named("NAME"), invocation);
            case "batch" -> batch(listed(invocation), invocation);
            case "file" -> files(invocation);
            case "inspect" -> InspectCommand.inspect(named("FILE"), invocation);
            case "verify" -> verify(invocation);
            case "extract" -> extract(invocation);
            case "measure" -> measure(invocation);
            default ->
                throw new DxException(
                        ErrorCode.DX_USAGE,
                        "dx convert " + action,
                        "It is download, batch, file, inspect, verify, extract or measure.");
        };
    }

    private PackSettings settings() {
        int best = switch (codec) {
            case "zstd" -> PackSettings.BEST_ZSTD;
            case "lz4" -> PackSettings.BEST_LZ4;
            default -> throw new DxException(ErrorCode.DX_USAGE, "--codec=" + codec, "It is zstd or lz4.");
        };
        int usual = codec.equals("zstd") ? PackSettings.ARCHIVAL_ZSTD : PackSettings.BEST_LZ4;
        int wanted = level == null ? usual : level;
        if (wanted < 1 || wanted > best) {
            throw new DxException(
                    ErrorCode.DX_USAGE, "--level=" + wanted, "For " + codec + " it is from 1 to " + best + ".");
        }
        return codec.equals("zstd") ? PackSettings.zstd(wanted) : PackSettings.lz4(wanted);
    }

    private List<String> named(String what) {
        if (arguments.isEmpty()) {
            throw new DxException(
                    ErrorCode.DX_USAGE, "dx convert " + action + ": " + what + " is missing", "Name at least one.");
        }
        return arguments;
    }

    private List<String> listed(Invocation invocation) {
        List<String> specs = new ArrayList<>();
        for (String list : named("LIST")) {
            Path file = invocation.path(list);
            try {
                for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                    String spec = line.strip();
                    if (!spec.isEmpty() && !spec.startsWith("#")) {
                        specs.add(spec);
                    }
                }
            } catch (IOException unreadable) {
                throw DxException.io(file.toString(), unreadable);
            }
        }
        return specs;
    }

    private int batch(List<String> specs, Invocation invocation) {
        if (concurrency < 1 || concurrency > 64) {
            throw new DxException(ErrorCode.DX_USAGE, "-c " + concurrency, "Name a number from 1 to 64.");
        }
        BatchReport report;
        try (Engine engine = invocation.openEngine(Map.of())) {
            NpmConfig config = engine.config(invocation.project());
            Batch.Archives archives = keepArchives ? Batch.Archives.KEPT : Batch.Archives.DROPPED;
            report = new Batch(
                            config,
                            invocation.environment(),
                            settings(),
                            archives,
                            concurrency,
                            new Progress(invocation, specs.size()))
                    .run(specs, invocation.path(output));
        }
        if (invocation.isJson()) {
            invocation.print(ConvertReport.json(report));
        } else {
            ConvertReport.lines(report).forEach(invocation::print);
        }
        boolean only = specs.size() == 1 && !report.failed().isEmpty();
        return only
                ? report.failed().getFirst().why().code().exit().number()
                : (report.failed().isEmpty() ? ExitCode.DONE : ExitCode.FAILED).number();
    }

    /** A line for each package as it is done. */
    private static final class Progress implements Batch.Listener {
        private final Invocation invocation;
        private final int all;
        private int done;

        Progress(Invocation invocation, int all) {
            this.invocation = invocation;
            this.all = all;
        }

        @Override
        public synchronized void done(String spec, Converted converted) {
            say(ConvertReport.line(converted));
        }

        @Override
        public synchronized void failed(BatchReport.Failure failure) {
            say("failed " + failure.spec() + ": " + failure.why().getMessage());
        }

        @Override
        public synchronized void warning(String text) {
            if (!invocation.options().isQuiet()) {
                invocation.say(invocation.errStyle().yellow("warning") + " " + Printable.line(text));
            }
        }

        private void say(String text) {
            done++;
            if (!invocation.options().isQuiet()) {
                invocation.say("[" + done + "/" + all + "] " + Printable.line(text));
            }
        }
    }

    private int files(Invocation invocation) {
        JsonWriter json = new JsonWriter().object().array("converted");
        try (PackageConverter converter = new PackageConverter(
                invocation.path(output),
                settings(),
                text -> invocation.say(invocation.errStyle().yellow("warning") + " " + Printable.line(text)))) {
            for (String path : named("PATH")) {
                Converted converted = converter.convert(invocation.path(path));
                ConvertReport.add(converted, json);
                if (!invocation.isJson()) {
                    invocation.print(Printable.line(ConvertReport.line(converted)));
                }
            }
        }
        if (invocation.isJson()) {
            invocation.print(json.end().end().finish());
        }
        return ExitCode.DONE.number();
    }

    private int verify(Invocation invocation) {
        JsonWriter json = new JsonWriter().object().array("verified");
        List<String> packs = named("FILE");
        if (against != null && packs.size() > 1) {
            throw new DxException(ErrorCode.DX_USAGE, "--against is for one .dxp", "Name one .dxp and its archive.");
        }
        for (String path : packs) {
            try (Pack pack = Pack.open(invocation.path(path))) {
                if (against == null) {
                    PackVerification.verify(pack);
                } else {
                    PackVerification.verifyAgainst(pack, invocation.path(against));
                }
                int files = pack.files().entries().size();
                json.object()
                        .field("package", pack.manifest().id().toString())
                        .field("root", pack.root().toString())
                        .field("files", files)
                        .end();
                if (!invocation.isJson()) {
                    String same = against == null ? "" : ", each as in " + against;
                    invocation.print(Printable.line(pack.manifest().id() + " is whole: " + files + " files" + same));
                }
            }
        }
        if (invocation.isJson()) {
            invocation.print(json.end().end().finish());
        }
        return ExitCode.DONE.number();
    }

    private int extract(Invocation invocation) {
        Path file = invocation.path(named("FILE").getFirst());
        String name = file.getFileName().toString();
        String stem = name.endsWith(".dxp") ? name.substring(0, name.length() - 4) : name + ".files";
        Path target = arguments.size() > 1
                ? invocation.path(arguments.get(1))
                : invocation.path(output).resolve(stem);
        try (Pack pack = Pack.open(file)) {
            PackExtraction.extract(pack, target);
            int files = pack.files().entries().size();
            if (invocation.isJson()) {
                invocation.print(new JsonWriter()
                        .object()
                        .field("package", pack.manifest().id().toString())
                        .field("folder", target.toString())
                        .field("files", files)
                        .end()
                        .finish());
            } else {
                invocation.print(Printable.line(files + " files in " + target));
            }
        }
        return ExitCode.DONE.number();
    }

    private int measure(Invocation invocation) {
        Measurement.Table table = Measurement.of(invocation.path(named("DIR").getFirst()), text -> {
            if (!invocation.options().isQuiet()) {
                invocation.say(Printable.line(text));
            }
        });
        if (invocation.isJson()) {
            invocation.print(ConvertReport.json(table));
        } else {
            invocation.print(table.packages() + " packages, " + Quantity.bytes(table.unpacked()) + " unpacked");
            ConvertReport.lines(table).forEach(invocation::print);
        }
        return ExitCode.DONE.number();
    }
}
