using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using NotionSync.Emulator.OAuth;
using NotionSync.Emulator.Worlds;

namespace NotionSync.Emulator.Webhooks;

/// <summary>
/// Sends Notion's webhooks as it does: what changes soon after each other comes as one, eight attempts with growing
/// pauses, and no more after the answer 429 until somebody resumes the subscription.
/// </summary>
internal sealed class NotionWebhooks(EmulatorState state)
{
    private const int MaxAttempts = 8;
    private const int Growth = 3;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly List<NotionSubscription> _subscriptions = [];
    private readonly Dictionary<(string, Guid), NotionEvent> _waiting = [];

    /// <summary>How long an update waits for more of its kind, in milliseconds. Notion takes up to a minute.</summary>
    public int AggregateMilliseconds { get; set; } = 500;

    /// <summary>The pause before the second attempt, in milliseconds; each further one is three times as long.</summary>
    public int FirstRetryMilliseconds { get; set; } = 1000;

    public IReadOnlyList<NotionSubscription> Subscriptions
    {
        get
        {
            lock (_gate)
            {
                return [.. _subscriptions];
            }
        }
    }

    public NotionSubscription? Find(Guid id) => Subscriptions.FirstOrDefault(one => one.Id == id);

    /// <summary>Subscribes. A URL that is not verified yet is sent the token first, unsigned, and no events.</summary>
    public NotionSubscription Subscribe(Uri url, OAuthClient? client, string? token, bool isVerified)
    {
        var subscription = new NotionSubscription(Guid.NewGuid(), url, token ?? Consents.Secret("secret_"), client);

        lock (_gate)
        {
            _subscriptions.Add(subscription);
        }

        if (isVerified)
        {
            subscription.Status = "active";
        }
        else
        {
            var body = RenderedJson.BytesOf(new JsonObject { ["verification_token"] = subscription.Token });
            Post(subscription, "verification", _ => new SignedBody(body, []), waits: []);
        }

        return subscription;
    }

    public bool Unsubscribe(Guid id)
    {
        lock (_gate)
        {
            return _subscriptions.RemoveAll(one => one.Id == id) > 0;
        }
    }

    /// <summary>Tells of what happened: now, or with what more happens soon.</summary>
    public void Raise(IEnumerable<NotionEvent> events)
    {
        foreach (var raised in events)
        {
            if (!raised.IsAggregated || AggregateMilliseconds == 0)
            {
                Send(raised);
                continue;
            }

            var key = (raised.Type, raised.Id);

            lock (_gate)
            {
                var isFirst = !_waiting.TryGetValue(key, out var earlier);
                _waiting[key] = earlier?.With(raised) ?? raised;

                if (isFirst)
                {
                    _ = FlushLaterAsync(key);
                }
            }
        }
    }

    /// <summary>Sends what waits for more.</summary>
    public void Flush()
    {
        (string, Guid)[] keys;

        lock (_gate)
        {
            keys = [.. _waiting.Keys];
        }

        Array.ForEach(keys, Flush);
    }

    private async Task FlushLaterAsync((string, Guid) key)
    {
        await Task.Delay(AggregateMilliseconds);
        Flush(key);
    }

    private void Flush((string, Guid) key)
    {
        NotionEvent? ready;

        lock (_gate)
        {
            _waiting.Remove(key, out ready);
        }

        if (ready is not null)
        {
            Send(ready);
        }
    }

    private void Send(NotionEvent raised)
    {
        foreach (var subscription in Subscriptions.Where(one => one.Status == "active"))
        {
            var (isTold, accessibleBy) = state.World.Read(() => Audience(subscription, raised.Subject));

            if (isTold)
            {
                var body = Body(subscription, raised, accessibleBy);
                Post(subscription, raised.Type, attempt => Sign(subscription, body, attempt), Waits());
            }
        }
    }

    // An internal integration is told of all that is shared; a public one of what a bot of it sees, and which bots do.
    private (bool IsTold, JsonArray? AccessibleBy) Audience(NotionSubscription subscription, Entity subject)
    {
        if (subscription.Client is not { } client)
        {
            return (Viewer.Internal.Sees(subject), null);
        }

        var bots = state.OAuth.Consents.All().Where(consent => consent.Client.Id == client.Id && consent.AccessToken is not null && consent.Viewer.Sees(subject)).ToList();
        return (bots.Count > 0, [.. bots.Select(consent => (JsonNode)Actor(consent.Bot, "bot"))]);
    }

    private JsonObject Body(NotionSubscription subscription, NotionEvent raised, JsonArray? accessibleBy)
    {
        var world = state.World;
        var data = raised.Data.DeepClone().AsObject();

        if ((string?)data["parent"]?["type"] == "space")
        {
            data["parent"]!["id"] = StableId.Text(world.WorkspaceId);
        }

        var body = new JsonObject
        {
            ["id"] = StableId.Text(Guid.NewGuid()),
            ["timestamp"] = WorldEditor.Timestamp(state.Clock.GetUtcNow()),
            ["workspace_id"] = StableId.Text(world.WorkspaceId),
            ["workspace_name"] = world.WorkspaceName,
            ["subscription_id"] = StableId.Text(subscription.Id),
            ["integration_id"] = StableId.Text(StableId.From($"integration {subscription.Client?.Id}")),
            ["authors"] = new JsonArray(Actor(world.Users.Count > 0 ? world.Users.GetAt(0).Key : world.BotId, "person")),
            ["attempt_number"] = 1,
            ["api_version"] = "2026-03-11",
            ["entity"] = Actor(raised.Id, raised.Kind),
            ["type"] = raised.Type,
            ["data"] = data,
        };

        if (accessibleBy is not null)
        {
            body["accessible_by"] = accessibleBy;
        }

        return body;
    }

    private static SignedBody Sign(NotionSubscription subscription, JsonObject body, int attempt)
    {
        var numbered = body.DeepClone().AsObject();
        numbered["attempt_number"] = attempt;
        var bytes = RenderedJson.BytesOf(numbered);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(subscription.Token), bytes));
        return new SignedBody(bytes, [new("X-Notion-Signature", $"sha256={signature}")]);
    }

    private void Post(NotionSubscription subscription, string type, Func<int, SignedBody> make, IReadOnlyList<TimeSpan> waits)
        => state.Webhooks.Post(new OutgoingWebhook("notion", type, subscription.Url)
        {
            Make = make,
            Waits = waits,
            IsRetried = status => status != StatusCodes.Status429TooManyRequests,
            Timeout = Timeout,
            Attempted = status => subscription.Status = status == StatusCodes.Status429TooManyRequests ? "paused" : subscription.Status,
        });

    private TimeSpan[] Waits()
    {
        var wait = TimeSpan.FromMilliseconds(FirstRetryMilliseconds);
        return [.. Enumerable.Range(0, MaxAttempts - 1).Select(attempt => wait * Math.Pow(Growth, attempt))];
    }

    private static JsonObject Actor(Guid id, string type) => new() { ["id"] = StableId.Text(id), ["type"] = type };
}
