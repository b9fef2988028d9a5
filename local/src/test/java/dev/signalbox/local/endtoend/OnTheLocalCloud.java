package dev.signalbox.local.endtoend;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one local cloud of the JVM ({@link CloudInHand}) and a {@link Repository} that is theirs alone. After each test
 * the cloud must come to rest, and no role may have been refused what the test did not say it would be.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnTheLocalCloud.Extension.class)
public @interface OnTheLocalCloud {

    /** Parameters of the template, as {@code Name=value}: with any, the class has a cloud of its own. */
    String[] parameters() default {};

    /** See {@link OnTheLocalCloud}. */
    final class Extension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

        private static final ExtensionContext.Namespace OURS = ExtensionContext.Namespace.create(OnTheLocalCloud.class);

        private static CloudInHand cloud(ExtensionContext context) {
            String[] parameters = context.getRequiredTestClass().getAnnotation(OnTheLocalCloud.class).parameters();
            if (parameters.length == 0) {
                return context.getRoot().getStore(OURS).getOrComputeIfAbsent(
                        CloudInHand.class, _ -> CloudInHand.start(Path.of("target", "endtoend")), CloudInHand.class);
            }
            ExtensionContext ofClass = context;
            while (ofClass.getTestMethod().isPresent()) {
                ofClass = ofClass.getParent().orElseThrow();
            }
            return ofClass.getStore(OURS).getOrComputeIfAbsent(List.of(parameters), _ -> CloudInHand.start(Path.of("target", "endtoend"),
                    Arrays.stream(parameters).map(each -> each.split("=", 2)).collect(Collectors.toMap(each -> each[0], each -> each[1]))),
                    CloudInHand.class);
        }

        @Override
        public void beforeEach(ExtensionContext context) {
            cloud(context).begin();
        }

        @Override
        public void afterEach(ExtensionContext context) {
            CloudInHand cloud = cloud(context);
            if (context.getExecutionException().isPresent()) {
                cloud.abandon();
            } else {
                cloud.settle();
                cloud.checkRefusals();
            }
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            Class<?> type = parameter.getParameter().getType();
            return type == CloudInHand.class || type == Repository.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            CloudInHand cloud = cloud(context);
            return parameter.getParameter().getType() == CloudInHand.class ? cloud : cloud.repository();
        }
    }
}
