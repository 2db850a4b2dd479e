using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using NotionSync.Emulator;

namespace NotionSync.Tests.Emulator;

public sealed class RequestWindowTests
{
    private const HttpStatusCode TooMany = HttpStatusCode.TooManyRequests;

    [Fact]
    public async Task The_request_over_the_limit_is_told_when_to_come_back()
    {
        var time = new ManualTime();
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { RequestsPerMinute = 3 }, time);

        await emulator.GetAsync("/v1/users/me");
        time.Advance(10);
        await emulator.GetAsync("/v1/users/me");
        await emulator.GetAsync("/v1/users/me");

        using var refused = await emulator.Http.GetAsync("/v1/users/me");
        Assert.Equal(TooMany, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(50), refused.Headers.RetryAfter!.Delta);

        var error = await emulator.FailAsync(TooMany, "/v1/users/me");
        Assert.Equal("rate_limited", (string?)error["code"]);
        Assert.Equal("public_api_request_rate_limit", (string?)error["additional_data"]!["rate_limit_reason"]);
        Assert.Equal("50", (string?)error["additional_data"]!["retry_after"]);

        time.Advance(50);
        await emulator.GetAsync("/v1/users/me");
        await emulator.FailAsync(TooMany, "/v1/users/me");
    }

    [Fact]
    public async Task No_window_of_a_minute_holds_more_wherever_it_starts()
    {
        var time = new ManualTime();
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { RequestsPerMinute = 2 }, time);

        time.Advance(59);
        await emulator.GetAsync("/v1/users/me");
        await emulator.GetAsync("/v1/users/me");
        time.Advance(2);

        await emulator.FailAsync(TooMany, "/v1/users/me");
    }

    [Fact]
    public async Task Each_token_has_a_window_of_its_own()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { RequestsPerMinute = 1, Tokens = ["one", "two"] }, new ManualTime());

        foreach (var token in (string[])["one", "two"])
        {
            emulator.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            await emulator.GetAsync("/v1/users/me");
            await emulator.FailAsync(TooMany, "/v1/users/me");
        }
    }

    [Fact]
    public async Task All_tokens_share_the_window_of_the_workspace()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { RequestsPerMinute = 2, WorkspaceRequestsPerMinute = 3, Tokens = ["one", "two"] }, new ManualTime());
        emulator.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "one");
        await emulator.GetAsync("/v1/users/me");
        await emulator.GetAsync("/v1/users/me");
        Assert.Equal("public_api_request_rate_limit", await ReasonAsync(emulator));

        emulator.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "two");
        await emulator.GetAsync("/v1/users/me");
        Assert.Equal("public_api_space_request_rate_limit", await ReasonAsync(emulator));
    }

    private static async Task<string?> ReasonAsync(EmulatorHost emulator)
    {
        using var answer = await emulator.Http.GetAsync(new Uri("/v1/users/me", UriKind.Relative));
        Assert.Equal(TooMany, answer.StatusCode);
        return (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["additional_data"]!["rate_limit_reason"];
    }

    [Fact]
    public async Task Zero_is_no_limit_and_the_limit_can_be_changed()
    {
        await using var emulator = await EmulatorHost.StartAsync(new EmulatorOptions { RequestsPerMinute = 0 }, new ManualTime());

        for (var call = 0; call < 300; call++)
        {
            await emulator.GetAsync("/v1/users/me");
        }

        await emulator.PatchAsync("/_emulator/settings", """{"requestsPerMinute":1,"windowSeconds":5}""");
        await emulator.GetAsync("/v1/users/me");
        await emulator.FailAsync(TooMany, "/v1/users/me");
        await emulator.PostAsync("/_emulator/clock", """{"advanceSeconds":5}""");
        await emulator.GetAsync("/v1/users/me");
        Assert.Equal(1, (int)(await emulator.GetAsync("/_emulator/stats"))["rateLimited"]!);
    }
}
