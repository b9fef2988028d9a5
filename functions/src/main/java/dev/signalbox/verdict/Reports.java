package dev.signalbox.verdict;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The reports of CodeBuild. Trouble that may pass is thrown; what is gone or refused is not trouble. */
public interface Reports {

    /** Most reports in one call to CodeBuild, and most test cases. */
    int A_CALL = 100;

    /** Which test cases of a report. */
    enum Which {
        ALL, FAILED, ERROR
    }

    /**
     * Some test cases of a report, in CodeBuild's order.
     *
     * @param next where the next ones begin; empty when there are none
     */
    record Page(List<TestCase> cases, String next) {

        public static final Page NONE = new Page(List.of(), "");

        public Page {
            cases = List.copyOf(cases);
        }
    }

    /** The reports with these ARNs, by ARN; one that is not among them is gone. One call for each {@value #A_CALL}. */
    Map<String, Report> read(Collection<String> arns);

    /** At most {@value #A_CALL} test cases, in one call; from the beginning when {@code from} is empty. */
    Page cases(String arn, Which which, String from);
}
