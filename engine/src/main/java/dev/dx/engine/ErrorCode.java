package dev.dx.engine;

/**
 * Every way an operation can fail, as a stable name for people, scripts and search engines. The name is the code as it
 * is printed; {@link #exit()} is what the process answers.
 */
public enum ErrorCode {
    /** The command line or an argument cannot be understood. */
    DX_USAGE(ExitCode.USAGE),
    /** The project asks for something this version does not do yet; it is named, never skipped. */
    DX_UNSUPPORTED(ExitCode.FAILED),
    /** package.json is missing where one is needed, or is not a manifest. */
    DX_MANIFEST(ExitCode.FAILED),
    /** A lock file cannot be read as what it claims to be. */
    DX_LOCK_INVALID(ExitCode.FAILED),
    /** The lock file and the manifest disagree, and the caller forbade changing the lock. */
    DX_LOCK_OUT_OF_DATE(ExitCode.LOCK_OUT_OF_DATE),
    /** An npm configuration file or value cannot be used. */
    DX_CONFIG(ExitCode.FAILED),
    /** No set of versions satisfies everyone who asked. */
    DX_CONFLICT(ExitCode.CONFLICT),
    /** A package that is needed is not made for this machine. */
    DX_PLATFORM(ExitCode.FAILED),
    /** A package wants another version of Node.js, and the configuration makes that an error. */
    DX_ENGINE(ExitCode.FAILED),
    /** A version was published too recently to be chosen. */
    DX_TOO_YOUNG(ExitCode.REFUSED),
    /** The registry could not be reached, or stopped answering. */
    DX_NETWORK(ExitCode.NETWORK),
    /** The registry answered with an error or with something that is not what was asked for. */
    DX_REGISTRY(ExitCode.NETWORK),
    /** The registry wants other or better credentials. */
    DX_AUTH(ExitCode.NETWORK),
    /** It is not in the caches, and the network may not be used. */
    DX_OFFLINE(ExitCode.NETWORK),
    /** A package, version, folder or script that does not exist. */
    DX_NOT_FOUND(ExitCode.NOT_FOUND),
    /** Bytes do not hash to what was promised. */
    DX_INTEGRITY_MISMATCH(ExitCode.REFUSED),
    /** A package comes without anything its bytes could be checked against. */
    DX_INTEGRITY_MISSING(ExitCode.REFUSED),
    /** A name or path that leads outside the folder it belongs in. */
    DX_UNSAFE_PATH(ExitCode.REFUSED),
    /** An archive that expands beyond any limit a package has reason to need. */
    DX_ARCHIVE_LIMIT(ExitCode.REFUSED),
    /** An archive that is not well-formed. */
    DX_ARCHIVE_CORRUPT(ExitCode.REFUSED),
    /** One of DX's own files does not hold what it should: its checksum or its structure is wrong. */
    DX_FORMAT_CORRUPT(ExitCode.REFUSED),
    /** One of DX's own files was written by a version that knows more than this one. */
    DX_FORMAT_TOO_NEW(ExitCode.FAILED),
    /** One of DX's own files ends before it should. */
    DX_FORMAT_TRUNCATED(ExitCode.REFUSED),
    /** A redirect to a lesser scheme, or one that would carry a secret to another host. */
    DX_UNSAFE_REDIRECT(ExitCode.REFUSED),
    /** Two entries that the target file system cannot tell apart. */
    DX_NAME_COLLISION(ExitCode.REFUSED),
    /** A script failed, or took too long. */
    DX_SCRIPT(ExitCode.FAILED),
    /** Another process works on the same project. */
    DX_BUSY(ExitCode.FAILED),
    /** The disk is full. */
    DX_NO_SPACE(ExitCode.FAILED),
    /** Reading or writing a file failed. */
    DX_IO(ExitCode.FAILED),
    /** The window was asked for where nothing can show one. */
    DX_NO_DISPLAY(ExitCode.FAILED),
    /** Something that should not happen: a defect in DX itself. */
    DX_INTERNAL(ExitCode.FAILED),
    /** The user, or whoever started the operation, stopped it. */
    DX_CANCELLED(ExitCode.CANCELLED);

    private final ExitCode exit;

    ErrorCode(ExitCode exit) {
        this.exit = exit;
    }

    public ExitCode exit() {
        return exit;
    }
}
