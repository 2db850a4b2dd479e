namespace NotionSync.Tests.Publishing;

public sealed class GateWalkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task After_every_step_every_visitor_sees_what_the_model_says(int seed)
    {
        await using var host = await LibraryHost.StartAsync();
        var walk = new GateWalk(host, seed);

        await walk.RunAsync(steps: 150);

        Assert.True(walk.Compared > 300, $"{walk.Compared} views were compared.");
    }
}
