using NotionSync.Events;

namespace NotionSync.Tests.Events;

public sealed class EventsOptionsTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public void Events_are_off_by_default_and_need_nothing()
    {
        Assert.False(new EventsOptions().IsOn);
        Assert.True(new EventsOptionsValidator().Validate(null, new()).Succeeded);
    }

    [Theory]
    [InlineData("https://backend.example/hooks", Secret, false, true)]
    [InlineData("http://backend.example/hooks", Secret, true, false)]
    [InlineData("http://127.0.0.1:8080/hooks", Secret, false, false)]
    [InlineData("http://127.0.0.1:8080/hooks", Secret, true, true)]
    [InlineData("http://localhost:8080/hooks", Secret, true, true)]
    [InlineData("http://10.0.0.1/hooks", Secret, true, false)]
    [InlineData("https://user:word@backend.example/hooks", Secret, false, false)]
    [InlineData("ftp://backend.example/hooks", Secret, true, false)]
    [InlineData("backend", Secret, true, false)]
    [InlineData("https://backend.example/hooks", "word", false, false)]
    [InlineData("https://backend.example/hooks", null, false, false)]
    public void An_address_must_be_https_and_a_secret_must_be_one(string url, string? secret, bool allowsLoopback, bool isGood)
        => Assert.Equal(isGood, new EventsOptionsValidator().Validate(null, new() { Url = url, Secret = secret, AllowLoopback = allowsLoopback }).Succeeded);

    [Theory]
    [InlineData(0)]
    [InlineData(366)]
    public void Days_are_within_reason(int days) => Assert.True(new EventsOptionsValidator().Validate(null, new() { KeepDays = days }).Failed);
}
