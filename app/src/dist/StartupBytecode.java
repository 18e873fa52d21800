import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rewrites what an AOT cache of JDK 25 cannot hold into the same in plain instructions:
 *
 * <ul>
 *   <li>A switch over types, and equals, hashCode and toString of a record, are linked at run time, when they are first
 *       met, by making a class. All of them that a command meets cost it more than the command itself.
 *   <li>The comparators that Comparator makes can be serialized, and such are made anew in every process. DX's own jars
 *       have theirs from PlainComparators.
 *   <li>Class files from before Java 6 bring no stack maps, and are loaded from their jar every time.
 * </ul>
 */
final class StartupBytecode {
    private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
    private static final ClassDesc COMPARATOR = ClassDesc.of("java.util.Comparator");
    private static final ClassDesc PLAIN_COMPARATORS = ClassDesc.of("dev.dx.engine.PlainComparators");
    private static final String OWN_PACKAGES = "dev/dx/";
    private static final ClassDesc STRING_BUILDER = ClassDesc.of("java.lang.StringBuilder");
    private static final String SWITCHES = "Ljava/lang/runtime/SwitchBootstraps;";
    private static final String RECORDS = "Ljava/lang/runtime/ObjectMethods;";

    private final ClassFile classFile;

    /** @param classes finds every class that the rewritten ones mention */
    StartupBytecode(ClassLoader classes) {
        classFile = ClassFile.of(
                ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                ClassFile.ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(classes)));
    }

    byte[] rewrite(byte[] content) {
        ClassModel model = classFile.parse(content);
        boolean old = model.majorVersion() < ClassFile.JAVA_6_VERSION;
        boolean own = model.thisClass().asInternalName().startsWith(OWN_PACKAGES)
                && !model.thisClass().asSymbol().equals(PLAIN_COMPARATORS);
        if (!old && model.methods().stream().noneMatch(method -> isRewritten(method, own))) {
            return content;
        }
        List<TypeSwitch> switches = new ArrayList<>();
        return classFile.build(model.thisClass().asSymbol(), builder -> {
            model.forEach(element -> {
                switch (element) {
                    case ClassFileVersion version -> {
                        builder.with(old ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0) : version);
                    }
                    case MethodModel method -> {
                        Optional<InvokeDynamicInstruction> record = recordMethod(method);
                        builder.transformMethod(
                                method,
                                record.isPresent()
                                        ? replaceBody(record.get())
                                        : MethodTransform.transformingCode(plainCode(model, switches, own)));
                    }
                    default -> builder.with(element);
                }
            });
            for (TypeSwitch typeSwitch : switches) {
                builder.withMethodBody(
                        typeSwitch.name(),
                        typeSwitch.type(),
                        ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC,
                        typeSwitch::write);
            }
        });
    }

    private static boolean isRewritten(MethodModel method, boolean own) {
        return recordMethod(method).isPresent()
                || instructions(method, InvokeDynamicInstruction.class).anyMatch(StartupBytecode::isTypeSwitch)
                || (own && instructions(method, InvokeInstruction.class).anyMatch(StartupBytecode::makesComparator));
    }

    private static <T> Stream<T> instructions(MethodModel method, Class<T> kind) {
        return method.code().stream()
                .flatMap(code -> code.elementStream())
                .filter(kind::isInstance)
                .map(kind::cast);
    }

    private static boolean makesComparator(InvokeInstruction instruction) {
        String name = instruction.name().stringValue();
        return instruction.owner().asSymbol().equals(COMPARATOR)
                && (name.startsWith("comparing") || name.startsWith("thenComparing"));
    }

    /** A switch whose labels are all classes. Constants among them are rare, and left as they are. */
    private static boolean isTypeSwitch(InvokeDynamicInstruction instruction) {
        DirectMethodHandleDesc bootstrap = instruction.bootstrapMethod();
        return bootstrap.owner().descriptorString().equals(SWITCHES)
                && bootstrap.methodName().equals("typeSwitch")
                && instruction.bootstrapArgs().stream().allMatch(ClassDesc.class::isInstance);
    }

    private static CodeTransform plainCode(ClassModel model, List<TypeSwitch> switches, boolean own) {
        return (code, element) -> {
            if (own && element instanceof InvokeInstruction instruction && makesComparator(instruction)) {
                MethodTypeDesc type = instruction.typeSymbol();
                code.invokestatic(
                        PLAIN_COMPARATORS,
                        instruction.name().stringValue(),
                        instruction.opcode() == Opcode.INVOKESTATIC ? type : type.insertParameterTypes(0, COMPARATOR));
            } else if (element instanceof InvokeDynamicInstruction instruction && isTypeSwitch(instruction)) {
                TypeSwitch plain = new TypeSwitch(
                        "dx$switch$" + switches.size(),
                        instruction.typeSymbol(),
                        instruction.bootstrapArgs().stream()
                                .map(ClassDesc.class::cast)
                                .toList());
                switches.add(plain);
                boolean isInterface = model.flags().has(AccessFlag.INTERFACE);
                code.invokestatic(model.thisClass().asSymbol(), plain.name(), plain.type(), isInterface);
            } else {
                code.with(element);
            }
        };
    }

    /** The method that SwitchBootstraps.typeSwitch describes: the first label, from a given one, that is the value's type. */
    private record TypeSwitch(String name, MethodTypeDesc type, List<ClassDesc> labels) {
        void write(CodeBuilder code) {
            Label present = code.newLabel();
            code.aload(0).ifnonnull(present).iconst_m1().ireturn().labelBinding(present);
            for (int number = 0; number < labels.size(); number++) {
                Label next = code.newLabel();
                code.iload(1).loadConstant(number).if_icmpgt(next);
                code.aload(0).instanceOf(labels.get(number)).ifeq(next);
                code.loadConstant(number).ireturn().labelBinding(next);
            }
            code.loadConstant(labels.size()).ireturn();
        }
    }

    /** The one instruction of equals, hashCode or toString as the compiler writes them for a record. */
    private static Optional<InvokeDynamicInstruction> recordMethod(MethodModel method) {
        return instructions(method, InvokeDynamicInstruction.class)
                .filter(instruction ->
                        instruction.bootstrapMethod().owner().descriptorString().equals(RECORDS))
                .findFirst();
    }

    private static MethodTransform replaceBody(InvokeDynamicInstruction instruction) {
        List<ConstantDesc> arguments = instruction.bootstrapArgs();
        ClassDesc type = (ClassDesc) arguments.get(0);
        List<Component> components = arguments.stream()
                .skip(2)
                .map(getter -> Component.of((DirectMethodHandleDesc) getter))
                .toList();
        String name = instruction.name().stringValue();
        return (builder, element) -> {
            if (element instanceof CodeModel) {
                builder.withCode(code -> {
                    switch (name) {
                        case "equals" -> writeEquals(code, type, components);
                        case "hashCode" -> writeHashCode(code, type, components);
                        case "toString" -> writeToString(code, type, components);
                        default -> throw new IllegalStateException(name);
                    }
                });
            } else {
                builder.with(element);
            }
        };
    }

    private record Component(String name, ClassDesc type) {
        static Component of(DirectMethodHandleDesc getter) {
            return new Component(getter.methodName(), getter.invocationType().returnType());
        }

        void load(CodeBuilder code, int slot, ClassDesc owner) {
            code.aload(slot).getfield(owner, name, type);
        }
    }

    private static void writeEquals(CodeBuilder code, ClassDesc type, List<Component> components) {
        Label different = code.newLabel();
        code.aload(1).instanceOf(type).ifeq(different);
        code.aload(1).checkcast(type).astore(2);
        for (Component component : components) {
            component.load(code, 0, type);
            component.load(code, 2, type);
            ifDifferent(code, component.type(), different);
        }
        code.iconst_1().ireturn().labelBinding(different).iconst_0().ireturn();
    }

    private static void ifDifferent(CodeBuilder code, ClassDesc type, Label different) {
        MethodTypeDesc compare = MethodTypeDesc.of(ConstantDescs.CD_int, type, type);
        switch (TypeKind.from(type)) {
            case REFERENCE ->
                code.invokestatic(
                                OBJECTS,
                                "equals",
                                MethodTypeDesc.of(
                                        ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object))
                        .ifeq(different);
            case LONG -> code.lcmp().ifne(different);
            // As wrappers compare: NaN is NaN, and 0.0 is not -0.0.
            case FLOAT ->
                code.invokestatic(ConstantDescs.CD_Float, "compare", compare).ifne(different);
            case DOUBLE ->
                code.invokestatic(ConstantDescs.CD_Double, "compare", compare).ifne(different);
            case BOOLEAN, BYTE, CHAR, SHORT, INT -> code.if_icmpne(different);
            case VOID -> throw new IllegalStateException("a component without a type");
        }
    }

    private static void writeHashCode(CodeBuilder code, ClassDesc type, List<Component> components) {
        code.iconst_0();
        for (Component component : components) {
            code.loadConstant(31).imul();
            component.load(code, 0, type);
            boolean reference = TypeKind.from(component.type()) == TypeKind.REFERENCE;
            code.invokestatic(
                    reference ? OBJECTS : wrapper(component.type()),
                    "hashCode",
                    MethodTypeDesc.of(ConstantDescs.CD_int, reference ? ConstantDescs.CD_Object : component.type()));
            code.iadd();
        }
        code.ireturn();
    }

    private static void writeToString(CodeBuilder code, ClassDesc type, List<Component> components) {
        code.new_(STRING_BUILDER)
                .dup()
                .invokespecial(STRING_BUILDER, "<init>", MethodTypeDesc.of(ConstantDescs.CD_void));
        String before = simpleName(type) + "[";
        for (Component component : components) {
            append(code.loadConstant(before + component.name() + "="), ConstantDescs.CD_String);
            component.load(code, 0, type);
            append(code, appendable(component.type()));
            before = ", ";
        }
        append(code.loadConstant(components.isEmpty() ? before + "]" : "]"), ConstantDescs.CD_String);
        code.invokevirtual(STRING_BUILDER, "toString", MethodTypeDesc.of(ConstantDescs.CD_String))
                .areturn();
    }

    private static void append(CodeBuilder code, ClassDesc type) {
        code.invokevirtual(STRING_BUILDER, "append", MethodTypeDesc.of(STRING_BUILDER, type));
    }

    private static ClassDesc appendable(ClassDesc type) {
        return switch (TypeKind.from(type)) {
            case REFERENCE -> ConstantDescs.CD_Object;
            case BYTE, SHORT -> ConstantDescs.CD_int;
            case BOOLEAN, CHAR, INT, LONG, FLOAT, DOUBLE -> type;
            case VOID -> throw new IllegalStateException("a component without a type");
        };
    }

    private static ClassDesc wrapper(ClassDesc primitive) {
        return switch (TypeKind.from(primitive)) {
            case BOOLEAN -> ConstantDescs.CD_Boolean;
            case BYTE -> ConstantDescs.CD_Byte;
            case CHAR -> ConstantDescs.CD_Character;
            case SHORT -> ConstantDescs.CD_Short;
            case INT -> ConstantDescs.CD_Integer;
            case LONG -> ConstantDescs.CD_Long;
            case FLOAT -> ConstantDescs.CD_Float;
            case DOUBLE -> ConstantDescs.CD_Double;
            case REFERENCE, VOID -> throw new IllegalStateException(primitive.displayName());
        };
    }

    /** {@code Inner} for {@code Outer$Inner}, as Class.getSimpleName answers. */
    private static String simpleName(ClassDesc type) {
        String name = type.displayName();
        return name.substring(name.lastIndexOf('$') + 1);
    }
}
