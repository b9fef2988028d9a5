package dev.signalbox.local.iam;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.AttachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.AttachedPolicy;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.DetachUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.InvalidInputException;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesRequest;
import software.amazon.awssdk.services.iam.model.ListAttachedUserPoliciesResponse;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

import dev.signalbox.local.front.Caller;
import dev.signalbox.local.front.Fault;
import dev.signalbox.local.front.Operation;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.front.Protocol;
import dev.signalbox.local.front.Service;
import dev.signalbox.local.front.UnknownOperation;

/** Gives users the managed policies of the template, and takes them again. Every name is that of a user. */
final class Attachments {

    private static final Pattern USER_NAME = Pattern.compile("[\\w+=,.@-]{1,64}");

    private final String account;
    private final IdentityPolicies policies;

    Attachments(String account, IdentityPolicies policies) {
        this.account = account;
        this.policies = policies;
    }

    Service service() {
        return new Service("iam", "iam", Protocol.QUERY, List.of(
                Operation.of(AttachUserPolicyRequest::builder, request -> needs("AttachUserPolicy", request.userName()), this::attach),
                Operation.of(DetachUserPolicyRequest::builder, request -> needs("DetachUserPolicy", request.userName()), this::detach),
                Operation.of(ListAttachedUserPoliciesRequest::builder,
                        request -> needs("ListAttachedUserPolicies", request.userName()), this::listed)));
    }

    private List<Permission> needs(String action, @Nullable String user) {
        return List.of(new Permission("iam:" + action, arn(user)));
    }

    private AttachUserPolicyResponse attach(AttachUserPolicyRequest request, Caller caller) {
        String user = user(request.userName());
        if (!policies.isManaged(request.policyArn())) {
            throw missing("Policy " + request.policyArn() + " does not exist or is not attachable.");
        }
        policies.attach(user, request.policyArn());
        return AttachUserPolicyResponse.builder().build();
    }

    private DetachUserPolicyResponse detach(DetachUserPolicyRequest request, Caller caller) {
        if (!policies.detach(user(request.userName()), request.policyArn())) {
            throw missing("Policy " + request.policyArn() + " was not found.");
        }
        return DetachUserPolicyResponse.builder().build();
    }

    private ListAttachedUserPoliciesResponse listed(ListAttachedUserPoliciesRequest request, Caller caller) {
        Map<String, Optional<?>> unknown = new LinkedHashMap<>();
        unknown.put("PathPrefix", Optional.ofNullable(request.pathPrefix()));
        unknown.put("Marker", Optional.ofNullable(request.marker()));
        unknown.put("MaxItems", Optional.ofNullable(request.maxItems()));
        unknown.forEach((member, given) -> given.ifPresent(_ -> {
            throw new UnknownOperation("The local cloud has no iam:ListAttachedUserPolicies with " + member + ".");
        }));
        return ListAttachedUserPoliciesResponse.builder().isTruncated(false).attachedPolicies(policies.attachedTo(user(request.userName()))
                .stream().map(arn -> AttachedPolicy.builder().policyArn(arn).policyName(arn.substring(arn.lastIndexOf('/') + 1)).build())
                .toList()).build();
    }

    private String user(String name) {
        if (!USER_NAME.matcher(name).matches()) {
            throw Fault.of(InvalidInputException.builder(), "InvalidInput", "The name of a user has 1 to 64 of A-Z a-z 0-9 _ + = , . @ -");
        }
        return arn(name);
    }

    private String arn(@Nullable String user) {
        return "arn:aws:iam::" + account + ":user/" + user;
    }

    private static AwsServiceException missing(String message) {
        return Fault.of(NoSuchEntityException.builder(), 404, "NoSuchEntity", message);
    }
}
