using System.Net;
using System.Text.Json;

namespace NotionSync.Tests.EndToEnd;

public sealed class HealthTests
{
    [Fact]
    public async Task The_app_is_ready_without_Notion_and_not_without_storage()
    {
        await using var deployment = await Deployment.StartAsync(persistentStorage: true);
        await deployment.Notion.KillAsync();

        Assert.Equal((HttpStatusCode.OK, "ready"), await ReadyAsync(deployment));

        await deployment.Storage.StopAsync();

        // An answer is good for some seconds.
        var seen = await ReadyAsync(deployment);

        for (var tries = 0; seen.Status == HttpStatusCode.OK && tries < 60; tries++)
        {
            await Task.Delay(500);
            seen = await ReadyAsync(deployment);
        }

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "not_ready"), seen);
        Assert.Equal("live", (await deployment.GetAsync("health/live")).GetProperty("status").GetString());
        Assert.Equal("healthy\n", System.Text.Encoding.UTF8.GetString(await deployment.BytesAsync("health")));
    }

    private static async Task<(HttpStatusCode Status, string? Text)> ReadyAsync(Deployment deployment)
    {
        using var response = await deployment.Api.GetAsync(new Uri("health/ready", UriKind.Relative));
        var body = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync());
        Assert.Contains(body.GetProperty("checks").EnumerateArray(), check => check.GetProperty("name").GetString() == "secrets");

        Assert.Equal(response.StatusCode == HttpStatusCode.ServiceUnavailable, response.Headers.RetryAfter is not null);
        return (response.StatusCode, body.GetProperty("status").GetString());
    }
}
