package dev.signalbox.local.kms;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.signalbox.local.Account;
import dev.signalbox.local.front.Permission;
import dev.signalbox.local.iam.ResourcePolicies;
import dev.signalbox.local.template.Resource;

/** The customer managed keys of the template: their ARNs, aliases and policies. */
public final class Keys {

    private final Account account;
    private final Map<String, String> arns = new HashMap<>();

    /** Takes the keys and aliases of the template, and puts the keys' policies in force. */
    public Keys(Account account, List<Resource> resources, ResourcePolicies policies) {
        this.account = account;
        for (Resource key : resources) {
            if (key.type().equals("AWS::KMS::Key")) {
                arns.put(key.physicalId(), key.arn());
                policies.put(key.arn(), List.of(key.properties().path("KeyPolicy")));
            }
        }
        for (Resource alias : resources) {
            if (alias.type().equals("AWS::KMS::Alias")) {
                arns.put(alias.properties().path("AliasName").asText(), arn(alias.properties().path("TargetKeyId").asText()));
            }
        }
    }

    /** The ARN of a key by its id, alias, or the ARN of either. */
    public String arn(String key) {
        String name = key.startsWith("arn:") ? key.substring(key.lastIndexOf(':') + 1).replaceFirst("^key/", "") : key;
        String known = arns.get(name);
        if (known != null) {
            return known;
        }
        return key.startsWith("arn:") ? key : account.arn("kms", name.startsWith("alias/") ? name : "key/" + name);
    }

    /**
     * What using a key through a service needs. A key that AWS manages for the service ({@code alias/aws/…}) needs nothing.
     *
     * @param service the service's name in {@code kms:ViaService}: {@code sns}
     * @param actions such as {@code Decrypt}
     */
    public List<Permission> use(String key, String service, String... actions) {
        if (key.isEmpty() || key.contains("alias/aws/")) {
            return List.of();
        }
        return Stream.of(actions).map(action -> new Permission("kms:" + action, arn(key))
                .with("kms:ViaService", service + "." + account.region() + ".amazonaws.com")
                .with("kms:CallerAccount", account.id())).toList();
    }
}
