package dev.signalbox.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.codecommit.CodeCommitClient;
import software.amazon.awssdk.services.codecommit.model.BranchDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.BranchNameExistsException;
import software.amazon.awssdk.services.codecommit.model.CommitDoesNotExistException;
import software.amazon.awssdk.services.codecommit.model.CreateBranchRequest;
import software.amazon.awssdk.services.codecommit.model.CreateBranchResponse;
import software.amazon.awssdk.services.codecommit.model.DeleteBranchRequest;
import software.amazon.awssdk.services.codecommit.model.DeleteBranchResponse;
import software.amazon.awssdk.services.codecommit.model.GetBranchRequest;
import software.amazon.awssdk.services.codecommit.model.GetBranchResponse;

class CodeCommitMergeResultsTest {

    private static final String BRANCH = "signalbox/merge/pull-request-1";

    private final Branches codeCommit = new Branches();
    private final CodeCommitMergeResults results = new CodeCommitMergeResults(codeCommit);

    @Test
    void aMergeResultIsPutOnItsBranch() {
        results.keep("orders", BRANCH, "c1");
        assertEquals(Map.of(BRANCH, "c1"), codeCommit.tips);
        assertEquals(List.of("create"), codeCommit.calls);
    }

    @Test
    void whatIsThereAlreadyStays() {
        results.keep("orders", BRANCH, "c1");
        results.keep("orders", BRANCH, "c1");
        assertEquals(List.of("create", "create", "get"), codeCommit.calls);
    }

    @Test
    void aBranchThatHoldsSomethingElseIsMadeAnew() {
        codeCommit.tips.put(BRANCH, "forged");
        results.keep("orders", BRANCH, "c1");
        assertEquals(Map.of(BRANCH, "c1"), codeCommit.tips);
    }

    @Test
    void aBranchThatComesAgainAtOnceMayPass() {
        codeCommit.tips.put(BRANCH, "forged");
        codeCommit.afterDeletion = () -> codeCommit.tips.put(BRANCH, "forged");
        assertThrows(BranchNameExistsException.class, () -> results.keep("orders", BRANCH, "c1"));
    }

    @Test
    void aBranchThatGoesMeanwhileIsMadeAnew() {
        codeCommit.tips.put(BRANCH, "c1");
        codeCommit.beforeGet = codeCommit.tips::clear;
        results.keep("orders", BRANCH, "c1");
        assertEquals(Map.of(BRANCH, "c1"), codeCommit.tips);
    }

    @Test
    void aCommitThatIsGoneIsTheBuildsToTell() {
        results.keep("orders", BRANCH, "gone");
        assertEquals(Map.of(), codeCommit.tips);
    }

    /** The branches of a repository. */
    private static final class Branches implements CodeCommitClient {

        private final Map<String, String> tips = new TreeMap<>();
        private final List<String> calls = new ArrayList<>();
        private Runnable beforeGet = () -> { };
        private Runnable afterDeletion = () -> { };

        @Override
        public CreateBranchResponse createBranch(CreateBranchRequest request) {
            calls.add("create");
            if (request.commitId().equals("gone")) {
                throw CommitDoesNotExistException.builder().build();
            }
            if (tips.putIfAbsent(request.branchName(), request.commitId()) != null) {
                throw BranchNameExistsException.builder().build();
            }
            return CreateBranchResponse.builder().build();
        }

        @Override
        public GetBranchResponse getBranch(GetBranchRequest request) {
            calls.add("get");
            beforeGet.run();
            String tip = tips.get(request.branchName());
            if (tip == null) {
                throw BranchDoesNotExistException.builder().build();
            }
            return GetBranchResponse.builder().branch(branch -> branch.branchName(request.branchName()).commitId(tip)).build();
        }

        @Override
        public DeleteBranchResponse deleteBranch(DeleteBranchRequest request) {
            calls.add("delete");
            tips.remove(request.branchName());
            afterDeletion.run();
            return DeleteBranchResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "codecommit";
        }

        @Override
        public void close() {
        }
    }
}
