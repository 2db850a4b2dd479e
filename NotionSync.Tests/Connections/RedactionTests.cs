using System.Net;
using System.Text;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;
using NotionSync.Connections;
using NotionSync.Emulator;
using NotionSync.Publishing;
using NotionSync.Storage;

namespace NotionSync.Tests.Connections;

/// <summary>Goes every way with every secret there is, and then looks for them in all that the app left behind or said.</summary>
public sealed class RedactionTests(ConnectionWorld world) : IClassFixture<ConnectionWorld>
{
    private const string WrongToken = "ntn_wrong_but_secret_7a1e";
    private const string VerificationToken = "secret_verification_9c2d";

    private readonly string _tenant = ConnectionWorld.NewTenant();
    private readonly HashSet<string> _secrets =
    [
        EmulatorOptions.SampleToken, EmulatorOptions.SampleNangoKey, EmulatorOptions.SampleNangoWebhookKey, ConnectionWorld.ClientSecret, WrongToken, VerificationToken,
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ConnectionWorld.ClientId}:{ConnectionWorld.ClientSecret}")),
    ];

    [Fact]
    public async Task No_secret_is_in_a_table_a_blob_a_message_a_log_or_an_answer()
    {
        await GoEveryWayAsync();
        await CollectTokensAsync();
        Assert.True(_secrets.Count >= 14, $"Only {_secrets.Count} secrets were met.");

        var findings = new List<string>();

        foreach (var (place, text) in await LeftBehindAsync())
        {
            findings.AddRange(_secrets.Where(secret => text.Contains(secret, StringComparison.Ordinal)).Select(secret => $"{place} holds {secret[..8]}…"));
        }

        Assert.True(findings.Count == 0, string.Join('\n', findings.Distinct()));
    }

    private async Task GoEveryWayAsync()
    {
        // Tokens: right, wrong, replaced, checked, and one whose Notion fails.
        var id = (string)(await world.CallAsync(HttpStatusCode.Created, HttpMethod.Post, _tenant, "connections", new { kind = "token", token = EmulatorOptions.SampleToken }))["id"]!;
        await world.CallAsync(HttpStatusCode.UnprocessableEntity, HttpMethod.Post, _tenant, "connections", new { kind = "token", token = WrongToken });
        await world.CallAsync(HttpStatusCode.UnprocessableEntity, HttpMethod.Put, _tenant, $"connections/{id}/token", new { token = WrongToken });
        await world.CallAsync(HttpStatusCode.OK, HttpMethod.Put, _tenant, $"connections/{id}/token", new { token = EmulatorOptions.SampleToken });
        await world.CallAsync(HttpStatusCode.BadRequest, HttpMethod.Post, _tenant, "connections", new { kind = "unknown", token = EmulatorOptions.SampleToken });

        // OAuth: agreed, cancelled, used twice, with a code of nobody, renewed, refused, broken.
        var authorize = await world.StartOAuthAsync(_tenant);
        var callback = await world.ConsentAsync(authorize);
        _secrets.Add(ConnectionWorld.Parameter(callback, "code")!);
        var direct = ConnectionWorld.Parameter(await world.ReturnAsync(callback), "connection")!;
        using (var again = await world.Api.GetAsync($"oauth/notion/callback{callback.Query}"))
        {
            Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        }

        await world.WalkOAuthAsync(_tenant, decision: "cancel");
        await CollectTokensAsync();
        await world.ControlAsync(HttpMethod.Post, "/_emulator/oauth/expire", new { });
        await world.ControlAsync(HttpMethod.Post, "/_emulator/faults", new[] { new { path = "/v1/oauth/token", status = 500, count = 1 } });
        await world.CallAsync(HttpStatusCode.OK, HttpMethod.Post, _tenant, $"connections/{direct}/check");
        await world.CallAsync(HttpStatusCode.OK, HttpMethod.Post, _tenant, $"connections/{direct}/check");
        await CollectTokensAsync();
        await world.ControlAsync(HttpMethod.Delete, "/_emulator/faults");

        // Nango: a session, a connection by its webhook, renewed, checked by the timer; webhooks with a wrong signature.
        var session = await world.CallAsync(HttpStatusCode.Created, HttpMethod.Post, _tenant, "connections/session", new { provider = "nango" });
        var sessionToken = (string)session["token"]!;
        await world.ConnectAtNangoAsync(_tenant);
        await ConnectionWorld.EventuallyAsync(() => world.ConnectionsAsync(_tenant), connections => connections.Count == 3);
        var broker = (string)(await world.ConnectionsAsync(_tenant)).Single(connection => (string?)connection["provider"] == "nango")["id"]!;
        await CollectTokensAsync();
        await world.ControlAsync(HttpMethod.Post, "/_emulator/oauth/expire", new { });
        await world.CallAsync(HttpStatusCode.OK, HttpMethod.Get, _tenant, $"connections/{broker}/roots");
        await world.RunTimerAsync("ReconcileConnections");
        using (var refused = await world.SendAsync(HttpMethod.Post, "webhooks/nango", null, new { type = "auth" }))
        {
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using (var offered = await world.SendAsync(HttpMethod.Post, "webhooks/notion", null, new { verification_token = VerificationToken }))
        {
            Assert.Equal(HttpStatusCode.OK, offered.StatusCode);
        }

        // What a tenant takes away, and the key that signs its links.
        using (var export = await world.SendAsync(HttpMethod.Get, _tenant, "export"))
        {
            Assert.Equal(HttpStatusCode.OK, export.StatusCode);
        }

        _secrets.Add(Convert.ToBase64String(await world.Services.GetRequiredService<SigningKeys>().GetAsync(_tenant, default)));

        // And the end of one of each that was renewed.
        await world.CallAsync(HttpStatusCode.NoContent, HttpMethod.Delete, _tenant, $"connections/{direct}");

        // A session's token goes to who asked for it, and nowhere else.
        Assert.Single(world.Answers, answer => answer.Contains(sessionToken, StringComparison.Ordinal));
        Assert.DoesNotContain(world.LogLines, line => line.Contains(sessionToken, StringComparison.Ordinal));
    }

    /// <summary>What the emulator gave out until now, and what the app keeps.</summary>
    private async Task CollectTokensAsync()
    {
        foreach (var connection in (await world.ControlAsync(HttpMethod.Get, "/_emulator/nango"))["connections"]!.AsArray())
        {
            var raw = connection!["credentials"]!["raw"]!;
            _secrets.Add((string)raw["access_token"]!);
            _secrets.Add((string)raw["refresh_token"]!);
        }

        var vault = world.Services.GetRequiredService<TokenVault>();

        foreach (var connection in await world.Services.GetRequiredService<IConnectionStore>().ListAsync(_tenant, default))
        {
            if (connection.Provider == ConnectionProvider.Notion && await vault.FindTokensAsync(connection, default) is { } tokens)
            {
                _secrets.Add(tokens.AccessToken);
                _secrets.Add(tokens.RefreshToken!);
            }
        }
    }

    private async Task<List<(string Place, string Text)>> LeftBehindAsync()
    {
        var found = new List<(string Place, string Text)>();

        await foreach (var table in world.Services.GetRequiredService<TableServiceClient>().QueryAsync())
        {
            await foreach (var row in world.Services.GetRequiredService<TableServiceClient>().GetTableClient(table.Name).QueryAsync<TableEntity>())
            {
                found.AddRange(row.Select(column => ($"table {table.Name}.{column.Key}", column.Value is byte[] bytes ? Encoding.Latin1.GetString(bytes) : $"{column.Value}")));
            }
        }

        await foreach (var container in world.Services.GetRequiredService<BlobServiceClient>().GetBlobContainersAsync())
        {
            await foreach (var blob in world.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(container.Name).GetBlobsAsync())
            {
                // Also the secrets: they are to be encrypted.
                var content = await world.Services.GetRequiredService<BlobServiceClient>().GetBlobContainerClient(container.Name).GetBlobClient(blob.Name).DownloadContentAsync();
                found.Add(($"blob {container.Name}/{blob.Name}", blob.Name + Encoding.Latin1.GetString(content.Value.Content.ToArray())));
            }
        }

        foreach (var name in StorageNames.Queues)
        {
            var messages = await world.Services.GetRequiredService<QueueServiceClient>().GetQueueClient(name).PeekMessagesAsync(32);
            found.AddRange(messages.Value.Select(message => ($"queue {name}", message.Body.ToString())));
        }

        found.AddRange(world.LogLines.Select(line => ("the log", line)));
        found.AddRange(world.Answers.Select(answer => ("an answer", answer)));

        // It looks where things are: the connections are met in each of these places.
        foreach (var place in new[] { "table Connections", "table Workspaces", "blob secrets", "the log", "an answer" })
        {
            var known = (await world.ConnectionsAsync(_tenant)).Select(connection => (string)connection["id"]!).ToList();
            Assert.Contains(found, one => one.Place.StartsWith(place, StringComparison.Ordinal) && known.Any(id => one.Text.Contains(id, StringComparison.Ordinal)));
        }

        return found;
    }
}
