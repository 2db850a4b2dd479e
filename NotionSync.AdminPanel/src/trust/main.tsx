import { LocationProvider, Route, Router } from "preact-iso";
import { render } from "preact";
import { TrustCenter } from "./TrustCenter";

function App() {
  return (
    <LocationProvider scope="/trust">
      <Router>
        <Route path="/trust/:tenant" component={TrustCenter} />
        <Route path="/trust/:tenant/:id" component={TrustCenter} />
      </Router>
    </LocationProvider>
  );
}

render(<App />, document.getElementById("app")!);
